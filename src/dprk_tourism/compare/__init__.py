"""Histories looked at whole: what to look into in one, and what differs between two."""
