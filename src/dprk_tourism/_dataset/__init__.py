"""A history as a data package: tables in CSV files, with a description for programs and one for people."""
