"""Fact sheets in Markdown as data: an id for each fact, so that an answer can name the facts on which it stands."""
