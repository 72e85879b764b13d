"""Commands of `mockserver` that run another command: what stands after the first `--`, as it is."""

from __future__ import annotations

import click

_COMMAND = __name__


class AfterDashes(click.Command):
    """A command with COMMAND behind it; `command()` is it."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        own, found, command = args, False, []
        if "--" in args:
            at = args.index("--")
            own, found, command = args[:at], True, args[at + 1 :]
        context.meta[_COMMAND] = tuple(command)
        rest = super().parse_args(context, list(own))
        if not command:
            said = "there is no command after --" if found else "write the command after --"
            before = "".join(f" {_shown(one)}" for one in self.params if _is_argument(one))
            usage = f"mockserver {context.info_name}{before} -- COMMAND"
            raise click.UsageError(f"{said}: {usage}", context)
        return rest

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(context), "-- COMMAND..."]


def _is_argument(one: click.Parameter) -> bool:
    return isinstance(one, click.Argument)


def _shown(argument: click.Parameter) -> str:
    name = (argument.metavar or str(argument.name).upper()).removesuffix("...").strip("[]")
    return f"[{name}…]" if argument.nargs == -1 else name


def command() -> tuple[str, ...]:
    """The other command, with its arguments."""
    found: tuple[str, ...] = click.get_current_context().meta[_COMMAND]
    return found
