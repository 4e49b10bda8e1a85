"""Pictures of the project, drawn from dbt's manifest: which tables refer to which, and what is made of what."""
