"""Several machines that carry the same editions, over one PostgreSQL.

procrastinate wakes the workers, spreads the work and supervises it; a job says no more than ”carry
edition E's next rows”. Whom a letter goes to is decided by the ledger of deliveries and its leases
alone, so a job that runs twice sends nothing twice, and one that is stuck stops nothing.
"""
