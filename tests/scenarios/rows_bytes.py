"""Rows of scenarios that are about errors, bytes, lines, codings, cuts and time."""

from __future__ import annotations

import json

import httpx

from . import careless_callers as callers
from . import careless_clients as careless
from . import careless_readers as readers
from .right_client import ApiError, BrokenConnectionError, TruncatedError, UnreadableError
from .rows import FREE, Row, calls, usage, weather, whole

FAILED = "The answer to your question is"

ERRORS = {
    "midstream-error": Row(callers.never_looks_at_error, FAILED, ApiError),
    "openrouter/midstream-error": Row(careless.takes_any_finish_for_success, FAILED, ApiError),
    "openrouter/error-without-choices": Row(callers.never_looks_at_error, FAILED, ApiError),
    "errors/error-event": Row(callers.never_looks_at_error, FAILED, ApiError),
    "errors/code-is-text": Row(callers.takes_every_code_for_a_number, TypeError, ApiError),
    "errors/field-named-error": Row(callers.never_looks_at_error, "", TruncatedError),
    "errors/flat-error": Row(callers.never_looks_at_error, FAILED, ApiError),
    "errors/goes-on": Row(callers.never_looks_at_error, "Beforeand after.", ApiError),
    "faults/error-after-chunks": Row(callers.never_looks_at_error, FAILED, ApiError),
    "errors/unauthorized": Row(callers.retries_any_status, "asked 5 times", ApiError),
    "openrouter/no-credits": Row(callers.takes_every_code_for_a_word, AttributeError, ApiError),
    "openrouter/moderated": Row(callers.retries_any_status, "asked 5 times", ApiError),
    "openrouter/provider-error": Row(
        callers.never_retries,
        httpx.HTTPStatusError,
        whole("Now there is room.", usage=usage(1, 5) | FREE),
    ),
    "rate-limit-then-success": Row(
        callers.never_retries, httpx.HTTPStatusError, whole("Here you are.")
    ),
    "errors/retry-after-date": Row(
        callers.takes_retry_after_for_seconds, ValueError, whole("Now it works.")
    ),
    "errors/server-error-twice": Row(
        callers.never_retries, httpx.HTTPStatusError, whole("Third time lucky.")
    ),
    "errors/html-page": Row(callers.parses_every_refusal, json.JSONDecodeError, ApiError),
}

FRAMING = {
    "framing/after-done": Row(
        readers.reads_on_after_done, "The end.Not the end.", whole("The end.")
    ),
    "framing/no-done": Row(readers.waits_for_done, EOFError, whole("That is all.")),
    "framing/done-with-space": Row(
        readers.takes_done_for_json, json.JSONDecodeError, whole("Nearly done.")
    ),
    "framing/names-and-ids": Row(
        readers.reads_the_first_line_of_an_event, json.JSONDecodeError, whole("Hello")
    ),
    "framing/retry": Row(
        readers.takes_every_blank_line_for_an_event, json.JSONDecodeError, whole("Here we go.")
    ),
    "framing/comments": Row(
        readers.takes_every_line_for_data, json.JSONDecodeError, whole("One, two.")
    ),
    "openrouter/processing-comments": Row(
        readers.takes_every_line_for_data,
        json.JSONDecodeError,
        whole("Found one.", usage=usage(1, 3) | FREE),
    ),
    "framing/crlf": Row(readers.knows_line_feeds_alone, "", whole("Carriage return.")),
    "framing/cr": Row(readers.knows_line_feeds_alone, "", whole("Carriage return.")),
    "framing/bom": Row(readers.looks_for_one_space, " my words.", whole("Mark my words.")),
    "framing/no-space": Row(readers.looks_for_one_space, "", whole("Close together.")),
    "framing/data-lines": Row(
        readers.looks_for_one_space, json.JSONDecodeError, whole("Line by line.")
    ),
    "framing/no-last-blank-line": Row(readers.waits_for_done, EOFError, whole("Almost.")),
    "chunks/line-separators": Row(
        readers.splits_at_every_kind_of_line_end,
        json.JSONDecodeError,
        whole("One line\u2028and\u0085the same."),
    ),
    "framing/unicode-escapes": Row(
        readers.never_unescapes,
        r"Gr\u00fc\u00dfe aus \u6771\u4eac \ud83d\ude00",
        whole("Grüße aus 東京 😀"),
    ),
}

HTTP = {
    "http/gzip": Row(readers.decodes_no_content_coding, UnicodeDecodeError, whole("Squeezed.")),
    "http/close-delimited": Row(readers.expects_http_chunks, ValueError, whole("Until I hang up.")),
    "http/content-length": Row(readers.expects_http_chunks, ValueError, whole("Well measured.")),
    "http/stream-as-json": Row(
        readers.takes_everything_for_json, json.JSONDecodeError, UnreadableError
    ),
    "http/trailer": Row(
        readers.expects_nothing_behind_the_last_http_chunk, EOFError, whole("With a trailer.")
    ),
    "http/no-content-type": Row(readers.needs_a_content_type, KeyError, whole("Guess.")),
    "http/json-for-stream": Row(
        readers.never_looks_at_the_content_type, "", whole("All at once.", usage=usage(3, 4))
    ),
    "http/plain-text": Row(readers.never_looks_at_the_content_type, "", UnreadableError),
    "http/broken-chunk-size": Row(
        readers.takes_end_of_input_for_end_of_answer,
        "The size of the next chunk is unknown.",
        TruncatedError,
    ),
}

DELIVERY = {
    "unicode": Row(
        readers.decodes_each_read_alone,
        UnicodeDecodeError,
        whole("Grüße, 世界! 👋🏽 Привет — שלום، नमस्ते"),
    ),
    "drip": Row(readers.takes_a_read_for_an_event, json.JSONDecodeError, whole("Hello!")),
    "delivery/cut-in-character": Row(
        readers.decodes_each_read_alone, UnicodeDecodeError, whole("Größe in 東京")
    ),
    "delivery/cut-in-crlf": Row(
        readers.splits_each_read_into_lines, json.JSONDecodeError, whole("Hm.")
    ),
    "delivery/cut-in-tool-fragment": Row(
        readers.takes_a_read_for_an_event, json.JSONDecodeError, calls(weather(city="Paris"))
    ),
    "delivery/cut-in-escape": Row(
        readers.takes_a_read_for_an_event,
        json.JSONDecodeError,
        whole('She said "no"\nand left.'),
    ),
    "delivery/events-alone": Row(
        readers.takes_a_read_for_an_event, "One by one.", whole("One by one.")
    ),
    "pace/long": Row(readers.reads_64_kib, 124, whole("All work and no play.\n" * 500)),
}

CUTS = {
    "truncated": Row(
        readers.takes_end_of_input_for_end_of_answer,
        "Take these three steps: first, open the file; second, read it",
        TruncatedError,
    ),
    "reset": Row(readers.swallows_a_broken_connection, "One, two,", BrokenConnectionError),
    "faults/half-close": Row(readers.swallows_a_broken_connection, "Over", TruncatedError),
    "faults/complete-too-early": Row(
        readers.takes_end_of_input_for_end_of_answer, "Half of the", TruncatedError
    ),
    "faults/cut-in-tool-fragment": Row(
        readers.runs_tools_of_a_cut_answer, '{"path":"/tmp/bu"}', TruncatedError
    ),
    "faults/cut-in-size-line": Row(readers.swallows_a_broken_connection, "", BrokenConnectionError),
    "faults/reset-before-head": Row(callers.never_retries, httpx.ReadError, whole("Second try.")),
    "faults/corrupt-json": Row(
        readers.skips_what_is_no_json, "Do press the button.", UnreadableError
    ),
    "faults/corrupt-utf8": Row(
        readers.replaces_what_is_no_utf8, "Transfer \ufffd00 euros.", UnreadableError
    ),
    "faults/inserted-text": Row(readers.skips_what_is_no_json, "Hi there", UnreadableError),
}

PACE = {
    "pace/typical": Row(readers.is_impatient, httpx.ReadTimeout, whole("Patience.")),
    "pace/jitter": Row(readers.is_impatient, httpx.ReadTimeout, whole("Not like clockwork.")),
    "pace/late-head": Row(readers.is_impatient, httpx.ReadTimeout, whole("Here at last.")),
    "pace/slow-middle": Row(
        readers.is_impatient, httpx.ReadTimeout, whole("Quick, then slow, then quick.")
    ),
    "pace/keep-alive": Row(
        readers.takes_every_line_for_data, json.JSONDecodeError, whole("Thank you for waiting.")
    ),
    "pace/bursts": Row(
        readers.takes_a_socket_read_for_an_event,
        json.JSONDecodeError,
        whole("All of these words come in a few big gulps, because the provider saves them up."),
    ),
}

TABLE = ERRORS | FRAMING | HTTP | DELIVERY | CUTS | PACE
