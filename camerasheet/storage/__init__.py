"""What is kept on disk: SQLite files through SQLAlchemy and Alembic. Rows never leave it."""
