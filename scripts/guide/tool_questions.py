"""Conversations with tools: what is offered, what is called, what is made of the result."""

import json

from patterns import choose
from slots import LISTS, invented_word, model_name

# Tools of a program like this one: name, description, argument, and the command that is asked for.
KNOWN = [
    ("list_models", "List the local models", None, "list"),
    ("running_models", "List the loaded models", None, "ps"),
    ("show_model", "Show the details of a model", "name", "show"),
    ("remove_model", "Remove a model", "name", "rm"),
    ("stop_model", "Unload a model", "name", "stop"),
    ("pull_model", "Download a model", "name", "pull"),
    ("verify_model", "Check a model for damage", "name", "verify"),
]
VERBS = ["get", "find", "read", "check", "show", "look_up", "fetch"]
NOUNS = ["weather", "time", "temperature", "price", "stock_price", "news", "population", "distance",
         "email", "address", "calendar", "phone_number", "recipe", "score", "rate", "forecast",
         "traffic", "song", "book", "balance", "current_weather", "word", "date", "status", "file"]
ARGUMENTS = ["city", "name", "query", "location", "place", "symbol", "country", "text", "id",
             "title", "path"]
ASKS = ["what is the NOUN (in|of|for) VALUE?", "NOUN (in|of|for) VALUE",
        "VERB the NOUN (of|for|in) VALUE",
        "please VERB the NOUN (of|for|in) VALUE", "can you VERB the NOUN (of|for|in) VALUE?",
        "tell me the NOUN (in|of|for) VALUE", "how is the NOUN in VALUE?",
        "i need the NOUN (of|for) VALUE",
        "what's the NOUN like in VALUE?", "use the tool for VALUE"]
UNITS = ["degrees", "EUR", "USD", "km", "items", "percent", "points", "people", "minutes", "%"]
WORDS = ["sunny", "rain", "cloudy", "closed", "open", "no result", "not found", "ok", "windy"]


def any_result(random):
    """What a tool may answer: words, numbers, a little JSON."""
    number = str(random.choice([random.randint(0, 40), random.randint(0, 9999)]))
    return random.choice([
        f"{number} {random.choice(UNITS)}",
        f"{random.choice(WORDS)}, {number} {random.choice(UNITS)}",
        f"{random.randint(0, 23)}:{random.randint(10, 59)}",
        number,
        random.choice(WORDS),
        invented_word(random),
        json.dumps({random.choice(ARGUMENTS): random.choice([int(number), invented_word(random)])}),
    ])


def schema(name, description, argument):
    """A tool as the API describes it."""
    properties = {argument: {"type": "string"}} if argument else {}
    parameters = {"type": "object", "properties": properties}
    if argument:
        parameters["required"] = [argument]
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def call_text(name, arguments):
    """A tool call as the model writes it."""
    body = json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False)
    return f"<tool_call>\n{body}\n</tool_call>"


def known_call(tables, random):
    """A question for one of the known tools: question, tool, arguments, result, answer."""
    while True:
        name, description, argument, command = random.choice(KNOWN)
        question, _, bound, _ = tables.command(random, command)
        given = bound.get("model") or bound.get("repo")
        if (argument is None) == (given is None) and len(bound) == (0 if argument is None else 1):
            break
    arguments = {argument: given} if argument else {}
    if argument:
        result = random.choice(["done", "ok", "success", "not found"])
    else:
        result = json.dumps([model_name(random) for _ in range(random.randint(1, 3))])
    return question, schema(name, description, argument), arguments, result


def invented_call(random):
    """A question for a tool that was never seen."""
    verb, noun = random.choice(VERBS), random.choice(NOUNS)
    argument = random.choice([*ARGUMENTS, invented_word(random)])
    kinds = [LISTS["city"], LISTS["country"], LISTS["person"], [invented_word(random).capitalize()]]
    given = random.choice(random.choice(kinds))
    spoken = noun.replace("_", " ")
    question = choose(random.choice(ASKS), random)
    question = question.replace("VERB", verb.replace("_", " ")).replace("NOUN", spoken)
    if random.random() < 0.5:
        question = question[:1].upper() + question[1:]
    description = random.choice([f"{verb.replace('_', ' ').capitalize()} the {spoken}", spoken, ""])
    names = [f"{verb}_{noun}", f"{verb}_{noun}", noun, f"{noun}_{invented_word(random)}"]
    name = random.choice(names)
    tool = schema(name, description, argument)
    return question.replace("VALUE", given), tool, {argument: given}, any_result(random)


def tool_conversation(tables, random):
    """Messages, the tools offered, and whether the last answer comes after a call."""
    known = random.random() < 0.5
    question, tool, arguments, result = (
        known_call(tables, random) if known else invented_call(random)
    )
    name = tool["function"]["name"]
    others = [schema(*row[:3]) for row in random.sample(KNOWN, 3) if row[0] != name]
    tools = [tool] + others[: random.choice([0, 0, 1, 2])]
    random.shuffle(tools)
    if random.random() < 0.2:
        # Nothing to call: an ordinary question.
        question, answer, _, _ = tables.other(random.choice(["small_talk", "topics"]), random)
        return [user(question), assistant(answer)], tools
    messages = [user(question), assistant(call_text(name, arguments))]
    if random.random() < 0.5:
        messages += [{"role": "tool", "content": result}, assistant(f"The tool says: {result}")]
    return messages, tools


def user(content):
    """A message of the user."""
    return {"role": "user", "content": content}


def assistant(content):
    """A message of the model."""
    return {"role": "assistant", "content": content}
