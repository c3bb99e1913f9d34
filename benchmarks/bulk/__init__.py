"""Many questions at once: `screen`, and what one writes by hand in each library, on the same rows."""
