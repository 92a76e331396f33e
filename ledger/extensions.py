"""The Flask extensions, made once without an app; factory.py gives them one."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_nobody(_session_key: str) -> None:
    """Nobody is signed in until the blueprint of sessions registers its own loader over this."""
    return
