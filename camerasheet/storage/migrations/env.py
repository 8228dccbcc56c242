"""Run by Alembic for each migration; ``camerasheet.storage.migrate`` opens the transaction.

The connection is in a transaction already, with foreign keys off, so Alembic begins none itself.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
