"""Programs that made records in this repository: run by hand, never by the product."""
