"""提取: ledgers as columns in Parquet, and the measures taken over them; the one package that knows the column engine.

In order: `schema` says which fields are extracted, `conditions` what a row must meet, `parts` keeps the files and
brings them up to date, `engines` runs queries over them, `measures` counts for many organisations and periods at
once, and `loads` takes in files of volume ledgers.
"""
