"""Answers and histories as people and programs see them."""
