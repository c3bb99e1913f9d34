"""Days, travellers and records: what a record is."""
