"""A hundred files that are no option, or are meant to do harm when they are uploaded."""

from sim.app.own_option import LARGEST

GOOD = "title: T\nchanges:\n  - {capacity_of: home_support, by: 5%}\n"
CHANGE = "changes: [{capacity_of: home_support, by: 5%}]\n"
HOSTILE: list[bytes] = [
    b"",
    b"\0",
    b"\xff\xfe\x00",
    b"PK\x03\x04" + b"\0" * 50,
    b"%PDF-1.7",
    b"MZ\x90",
    b"<html><script>alert(1)</script>",
    b"x" * (LARGEST + 1),
    GOOD.encode() + b"#" * LARGEST,
    b"\x80abc",
    b"[1, 2]",
    b"just words",
    b"- a\n- b",
    b"42",
    b"null",
    b"{",
    b"title: [",
    b"title: 'open",
    b"\ttitle: x",
    b"title: x\n\ttab: y",
    b"title: a\ntitle: b\n" + CHANGE.encode(),
    *(
        f"title: {tag}\n{CHANGE}".encode()
        for tag in (
            "!!python/object/apply:os.system ['touch pwned']",
            "!!python/name:os.system",
            "!!python/module:os",
            "!!python/object/new:subprocess.Popen [['touch', 'pwned']]",
            "!!binary aGVsbG8=",
            "!local x",
            "!!set {a, b}",
            "!include /etc/passwd",
            "!!timestamp 2023-01-01",
            "&a [*a]",
            "&a x",
            "*unknown",
        )
    ),
    (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(9))
    ).encode(),
    ("title: " + "[" * 5_000).encode(),
    ("title: " + "{a: " * 2_000).encode(),
    ("title: " + "9" * 60_000).encode(),
    *(
        f"title: T\nchanges:\n  - {{capacity_of: {of}, by: 5%}}\n".encode()
        for of in (
            "../../etc/passwd",
            "/etc/passwd",
            "home_suport",
            "''",
            "null",
            "'$(touch pwned)'",
            "'`touch pwned`'",
            "'; rm -rf .'",
            "C:\\Windows",
            "'{{7*7}}'",
            "'${oc.env:HOME}'",
            "'__class__'",
            "[home_support]",
            "{a: b}",
            "'home_support\\0'",
        )
    ),
    *(
        f"title: T\nchanges:\n  - {{capacity_of: home_support, {size}}}\n".encode()
        for size in (
            "by: .inf%",
            "by: nan",
            "places: .nan",
            "places: .inf",
            "places: -.inf",
            "places: 1e400",
            "places: 1e9",
            "places: 0",
            "by: 5%, places: 5",
            "by: 5%, from: soon",
            "by: 5%, from: 9999-99-99",
            "by: 5%, over: -3 months",
            "by: 5%, over: 3 parsecs",
            "by: 5%, until: 2023-04-01, lasts: 3 days",
            "by: '=cmd()'",
            "by: '__import__(\"os\")'",
            "closed: 10 days, cost: {pounds: 1}",
            "by: 5%, unknown: 1",
            "hours: '1; import os'",
            "to: -1",
        )
    ),
    *(
        f"title: T\ninterventions: {what}\n".encode()
        for what in (
            "{falls_exercize: {}}",
            "{falls_exercise: {coverage: 2}}",
            "{falls_exercise: {coverage: -0.1}}",
            "{falls_exercise: {coverage: .nan}}",
            "{falls_exercise: 3}",
            "[falls_exercise]",
            "{../falls: {}}",
            "{falls_exercise: {x: 1}}",
        )
    ),
    *(
        f"title: T\nset: {{{path}: 1}}\n".encode()
        for path in (
            "settings.nowhere.cost.pounds",
            "__class__.__init__",
            "settings/../../x",
            "needs",
            "''",
            "settings",
            "a.b.c.d.e.f",
            "'settings.home_support.__dict__'",
            "title",
            "interventions",
        )
    ),
    *(
        f"title: T\n{rest}\n".encode()
        for rest in (
            "changes: {}",
            "changes: [{}]",
            "changes: 3",
            "buildings: {x: {label: X, places: -1}}",
            "buildings: {x: {places: 1}}",
            "exec: os.system('touch pwned')",
            "defaults: [override hydra/launcher: x]",
            "hydra: {run: {dir: /tmp}}",
            "_target_: os.system",
            "interventions: {}",
        )
    ),
    f"title: ''\n{CHANGE}".encode(),
    f"title: '   '\n{CHANGE}".encode(),
    f"title: 5\n{CHANGE}".encode(),
]
