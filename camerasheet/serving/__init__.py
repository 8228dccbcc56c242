"""How HTTP connections are served: gunicorn's gthread worker, with patience that ends.

A thread is given a request only when the request has arrived, and is free again when the answer is
made: slow clients are waited for in one loop, with a deadline, and cost no thread.
"""
