"""What a person can do in the workspace, by names and labels or by ids, and what they see afterwards."""
