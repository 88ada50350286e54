"""The memory: schema, migrations, transactions, one file per table group."""
