"""How the app's server is set: reachable from this computer alone, nothing sent elsewhere, colours of the project."""

from sim.app.colours import DARK, LIGHT

USUAL = {"address": "127.0.0.1", "port": "8501", "results": "results"}
WORDS = {
    "address": (r"[\w.:-]{1,100}", "an address such as 127.0.0.1"),
    "port": (r"[1-9]\d{0,4}", "a port such as 8501"),
    "results": (r"[^\x00-\x1f]{1,400}", "a folder"),
}
"""What each word of the command line must look like, and what to say where it does not."""
LOCAL = ("127.0.0.1", "localhost", "::1")
OPEN = (
    "This app can be reached from other computers, and asks for no login: whoever reaches it can run studies, and "
    "whoever knows the key of a draft can change it."
)
"""What stands on every page, and on the terminal, where other computers may connect."""
FIXED = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "1",
    "server.enableStaticServing": "false",
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "logger.level": "warning",
    "theme.headingFontSizes": "2rem,1.45rem,1.15rem",
}


def server_settings(address: str, port: str) -> list[str]:
    """Return the flags of Streamlit. On this computer alone only its own names are taken for the server's."""
    settings = FIXED | {"server.address": address, "server.port": port}
    settings |= {f"theme.light.{name}": colour for name, colour in LIGHT.items()}
    settings |= {f"theme.dark.{name}": colour for name, colour in DARK.items()}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    return flags + [f"--server.allowedHosts={name}" for name in LOCAL if address in LOCAL]
