"""The Content-Security-Policy of each page: nothing from elsewhere, and no inline script but those whose hash it names."""

import base64
import hashlib
import re

SCRIPT = re.compile(r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<code>.*?)</script>", re.DOTALL)


def add(page: str, live_reload: bool = False, from_disk: bool = False) -> str:
    """``page`` with its policy as the first element of the head that can load anything.

    The live-reload script of `mkdocs serve` differs on every request, so while serving inline scripts are let in. For a page
    from disk Chromium takes 'self' to mean every file; the standard gives it no meaning there, so the copy names ``file:``.
    """
    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(script["code"].encode()).digest()).decode() + "'"
        for script in SCRIPT.finditer(page)
        if "src=" not in script["attributes"] and script["code"].strip()
    }
    inline = "'unsafe-inline'" if live_reload else " ".join(sorted(hashes))
    policy = (
        f"default-src 'none'; script-src 'self' {inline}; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'"
    )
    if from_disk:
        policy = policy.replace("'self'", "'self' file:")
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return re.sub(r'<meta charset="utf-8">', lambda m: m[0] + tag, page, count=1)
