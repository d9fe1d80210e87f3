"""Package ScaleTG: the module scaletg.py, its stub for editors, and the folder contrib/."""

import re
from pathlib import Path

from setuptools import find_namespace_packages, setup

HERE = Path(__file__).resolve().parent
VERSION = re.search(r'^__version__ = "(.+)"$', (HERE / "scaletg.py").read_text(encoding="utf-8"), re.MULTILINE)[1]

# What the contrib files need beyond scaletg, by the name of the extra: `pip install 'scaletg[redis]'`.
CONTRIB = {
    "markdown": ["markdown-it-py>=3.0"],
    "postgresql": ["sqlalchemy>=2.0", "psycopg[binary]>=3.2"],
    "mysql": ["sqlalchemy>=2.0", "pymysql>=1.1"],
    "redis": ["redis>=5.0"],
    "nats": ["nats-py[nkeys]>=2.16"],
    "i18n": ["babel>=2.12"],
    "metrics": ["prometheus-client>=0.20"],
    "tracing": ["opentelemetry-api>=1.20"],
    "web_apps": ["cryptography>=41"],
    "jobs": ["cronsim>=2.6"],
    "mcp": ["mcp>=2.0"],
}

# What makes the core faster, without changing what it does: `pip install 'scaletg[fast]'`.
FAST = ["orjson>=3.9"]

# What only developers of ScaleTG need: `make test` and `make check`.
DEVELOPMENT = [
    "aiogram",  # judges the simulator
    "build",
    "coverage[toml]>=7.5",
    "cryptography",  # checks what Telegram signed
    "check-wheel-contents",
    "django",  # a bot inside it
    "flask",
    "furo",  # the site
    "gevent",  # workers of gunicorn
    "granian",
    "gunicorn",
    "hypothesis",
    "opentelemetry-sdk",  # takes the spans of the tests
    "myst-parser",  # the site
    "mypy~=2.4.0",  # a newer one finds new faults
    "pyrefly",
    "pyinstaller",
    "pyright[nodejs]",
    "pyTelegramBotAPI",  # judges the simulator
    "pyuwsgi",  # uWSGI, compiled
    "pytest>=8.3",
    "pytest-cov>=6",
    "pytest-xdist>=3.6",
    "python-telegram-bot",  # judges the simulator
    "ruff~=0.17.0",  # a newer one brings new rules
    "sentry-sdk",  # for its example
    "selenium>=4.20",  # drives the browser that tests the playground
    "setuptools>=68",  # the build backend, for tests that build without a network
    "tdjson",  # Telegram's own text parser judges ours
    "sphinx>=8",  # the site
    "sphinx-copybutton",  # the site
    "twine",
    "ty",
    "waitress",
    "wheel>=0.45",  # puts the bill of materials into our own
]


def guides():
    """Return the guides as Markdown, for people and programs that read: in share/doc/scaletg of an environment."""
    folders = {}
    for page in sorted([*HERE.glob("docs/**/*.md"), HERE / "docs" / "llms.txt"]):
        target = Path("share/doc/scaletg") / page.parent.relative_to(HERE / "docs")
        folders.setdefault(target.as_posix(), []).append(page.relative_to(HERE).as_posix())
    return sorted(folders.items())


setup(
    name="scaletg",
    version=VERSION,
    description="A declarative decorator-routing microframework for Telegram bots",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.11",
    install_requires=["attrs>=22.2", "bottle>=0.13", "requests>=2.28"],
    extras_require={
        **CONTRIB,
        "fast": FAST,
        "all": sorted({need for needs in [FAST, *CONTRIB.values()] for need in needs}),
        "dev": sorted({need for needs in [DEVELOPMENT, FAST, *CONTRIB.values()] for need in needs}),
    },
    py_modules=["scaletg"],
    packages=[*find_namespace_packages("contrib"), "scaletg-stubs"],
    package_dir={"scaletg-stubs": "scaletg-stubs", "scaletg_contrib": "contrib/scaletg_contrib"},
    package_data={
        "scaletg_contrib": ["py.typed"],
        "scaletg_contrib.i18n": ["locales/*/LC_MESSAGES/*.po"],
        "scaletg_contrib.playground": ["page/*"],
        "scaletg-stubs": ["*.pyi"],
    },
    data_files=guides(),
    entry_points={
        "console_scripts": ["scaletg=scaletg:main"],
        "pytest11": ["scaletg=scaletg_contrib.testkit.plugin"],
        # Distributions offer apps by a short name in this group: `bot.load("shop")` finds them. None is ours so far.
        "scaletg.apps": [],
        # And commands for the command line: see scaletg_contrib/cli.
        "scaletg.commands": [
            "conversations = scaletg_contrib.conversations.__main__:add_arguments",
            "broadcast = scaletg_contrib.broadcast.__main__:add_arguments",
            "trigger = scaletg_contrib.simulator.trigger:add_arguments",
            "jobs = scaletg_contrib.jobs.__main__:add_arguments",
            "queue = scaletg_contrib.queues.__main__:add_queue",
            "worker = scaletg_contrib.queues.__main__:add_worker",
            "i18n = scaletg_contrib.i18n.__main__:add_arguments",
            "simulator = scaletg_contrib.simulator.__main__:add_arguments",
        ],
        # `pybabel extract` finds the descriptions of commands with `[scaletg: **.py]` in its mapping file.
        "babel.extractors": ["scaletg = scaletg_contrib.i18n.extracting:extract"],
    },
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Web Environment",
        "Intended Audience :: Developers",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Communications :: Chat",
        "Topic :: Internet :: WWW/HTTP :: WSGI :: Application",
        "Typing :: Typed",
    ],
)
