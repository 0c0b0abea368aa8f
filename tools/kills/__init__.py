"""强杀: worker processes are killed at random moments of their work; nothing may be half done, and a retry succeeds.

    python -m tools.kills                                   1,000 kills on SQLite
    python -m tools.kills --times 300 --postgres postgresql://user@host:port/database
    python -m tools.kills --seed 7 --only 412               that one kill again

Each kill begins with a fresh copy of one made-up installation (that of the tests). A child process does the work of one
action and gets SIGKILL after a random share of the time that the action usually takes. Then, in a new process each:

1. every table is read, and must be as after a whole number of the action's transactions, reckoned beforehand without
   kills; the journal must verify; every document and every file of an extract must be there and be what its name says;
2. the same action is done again; now all must be as it is without a kill, and no unfinished file may be left.

`world` is the installation and how its state is told, `actions` what is done, `__main__` kills and reports.
"""
