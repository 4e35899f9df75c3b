"""The assistant's actions, run by the action server: one file for each concern; words are in data/."""
