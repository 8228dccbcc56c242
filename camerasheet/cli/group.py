"""The group of all commands: what it imports, and how errors are told."""

import importlib
import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import click

from camerasheet.sheet.errors import BadSetting, CamerasheetError, DataInUse, Trouble

REFUSED = 1
USAGE = 2
TROUBLE = 3
IN_USE = 4
CANNOT_LISTEN = 5


def exit_code(error: CamerasheetError) -> int:
    """The code that the command line exits with for an error; the help text lists them."""
    if isinstance(error, BadSetting):
        return USAGE
    if isinstance(error, DataInUse):
        return IN_USE
    return TROUBLE if isinstance(error, Trouble) else REFUSED


def fail(sentence: str, code: int) -> None:
    """One sentence on stderr, and the end."""
    click.echo(f"camerasheet: {sentence}", err=True)
    sys.exit(code)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is run."""

    def __init__(self, *args: Any, commands_at: Mapping[str, tuple[str, str]], **kwargs: Any):
        """``commands_at``: name → (module in ``camerasheet.cli``, what the list says of it)."""
        super().__init__(*args, **kwargs)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table, which is the order in which people meet them."""
        return list(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module imported; None when there is none."""
        if cmd_name not in self._commands_at:
            return None
        module = importlib.import_module(f"camerasheet.cli.{self._commands_at[cmd_name][0]}")
        for command in module.COMMANDS:
            if isinstance(command, click.Command) and command.name == cmd_name:
                return command
        raise LookupError(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._commands_at.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, and a word that is no command is told apart by name."""
        if args and not args[0].startswith("-") and args[0] not in self._commands_at:
            ctx.fail(f"There is no command {args[0]!r}. camerasheet --help lists those there are.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and turn every error into one sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except CamerasheetError as error:
            _explain(error)
            fail(error.message, exit_code(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            _explain(error)
            where = f"{error.filename}: " if error.filename else ""
            fail(f"{where}{error.strerror or error}.", TROUBLE)
        except Exception as error:  # noqa: BLE001  (nobody at a terminal is helped by a traceback)
            _explain(error)
            fail(
                f"This is a bug: {type(error).__name__}: {error}. "
                "CAMERASHEET_LOG_LEVEL=DEBUG shows where.",
                TROUBLE,
            )


def _explain(error: BaseException) -> None:
    if os.environ.get("CAMERASHEET_LOG_LEVEL") == "DEBUG":
        traceback.print_exception(error)
