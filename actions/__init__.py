"""The assistant's actions, run by the action server. One file for each concern; words are in data/, names in names.py."""
