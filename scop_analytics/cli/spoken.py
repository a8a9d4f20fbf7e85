"""Help and mistakes on the command line, in the reader's language: typer writes them in English whatever is spoken."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from typer.core import TyperCommand, TyperGroup

from scop_analytics import words
from scop_analytics.cli.terminal import asked_language, helped
from scop_analytics.errors import ScopError, UsageError, closest

if TYPE_CHECKING:
    from typer import TyperException

# What typer writes in a help page: its own English stands under these keys in `en.po`.
MARKS: Final = tuple(f"typer.{name}" for name in ("usage", "arguments", "options", "commands", "default", "required"))


def _help(text: str) -> str:
    lang = asked_language(sys.argv[1:])
    for mark in MARKS:
        text = text.replace(words.say(mark, "en"), words.typography(words.say(mark, lang), lang))
    return text


def _help_option(option: Any) -> Any:
    if option is not None:
        option.help = helped("help")
    return option


class Command(TyperCommand):
    """A command whose help is in the reader's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: D102 - typer's own contract
        return _help(super().get_help(ctx))

    def get_help_option(self, ctx: Any) -> Any:  # noqa: D102 - typer's own contract
        return _help_option(super().get_help_option(ctx))


class Group(TyperGroup):
    """The commands: help in the reader's language, and the closest name of a command that does not exist."""

    def get_help(self, ctx: Any) -> str:  # noqa: D102 - typer's own contract
        return _help(super().get_help(ctx))

    def get_help_option(self, ctx: Any) -> Any:  # noqa: D102 - typer's own contract
        return _help_option(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: D102 - typer's own contract
        valid = self.list_commands(ctx)
        if args[0] not in valid and not args[0].startswith("-"):
            raise UsageError("command", asked=args[0], suggestion=closest(args[0], valid) or valid[0], valid=valid)
        return super().resolve_command(ctx, args)


def mistake(fault: TyperException) -> ScopError | str:
    """What is wrong with a command line, as a refusal of ours; the help page itself when no argument was given."""
    ctx: Any = getattr(fault, "ctx", None)
    command = ctx.command_path if ctx is not None else "scop"
    if option := getattr(fault, "option_name", ""):
        near = closest(option, _options(ctx))
        return UsageError("option", asked=option, suggestion=near or "--help", command=command)
    param: Any = getattr(fault, "param", None)
    if param is None:
        said = fault.format_message()
        return said if said == (ctx and ctx.get_help()) else UsageError("command_line", said=said, command=command)
    name = param.opts[0] if param.param_type_name == "option" else param.metavar or param.name.upper()
    kind = "argument_missing" if hasattr(fault, "param_type") else "argument_value"
    return UsageError(kind, name=name, help=(param.help or "").rstrip("."), command=command)


def _options(ctx: Any) -> list[str]:
    return (
        []
        if ctx is None
        else [name for param in ctx.command.get_params(ctx) for name in param.opts if name[:2] == "--"]
    )
