"""The page's tour: a script of steps, played one by one, and what each made visible to whom."""
