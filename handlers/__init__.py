"""The behaviour: one folder per capability, the same few file names in each."""
