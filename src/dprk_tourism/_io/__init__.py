"""Reading and writing: history files and their schema."""
