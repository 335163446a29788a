"""What we ask: one question, answered by many replications, with how sure the answer is.

Enters: a `Question` (a description, options, a period, a seed). Leaves: a results folder, which alone is enough to draw
every picture again and to repeat any one run. A *replication* is one drawing of demand on which the baseline and every
option run, so all see the same random numbers; a *run* is one option in one replication. Each finished replication is kept at
once under a key made of everything that decides it, so a question asked again takes up what is there. The way through:
`conf` → `question` → `replicate` (by `workers`) → `store` → `answer`, which puts the tables together (`compare`,
`settled`, `warmup`, `precision`, `baseline`, `assumptions`). `scotland` has an answer for each partnership and one for
their sum. `agreement` asks something else: whether both engines say the same (`agree`), and if not, how it stood then
(`log_state`). `reproduce` puts figures that others have printed of a small model (`printed`) beside what it gives.
"""
