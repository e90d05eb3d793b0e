"""Values for the slots of questions and answers."""

from string import ascii_lowercase

BASES = (
    "llama llama2 llama3 llama3.2 mistral mixtral phi phi3 phi-2 phi4-mini gemma gemma2 gemma3 "
    "qwen qwen2 qwen2.5 qwen3 bert bert-base roberta whisper whisper-tiny sd-turbo tinyllama "
    "smollm smollm2 deepseek deepseek-r1 gpt2 gpt-oss t5 clip yolo resnet mnist falcon bloom "
    "vicuna zephyr orca starcoder codellama stories tinystories minilm nomic-embed florence "
    "granite olmo command-r guide my-model mymodel test demo assistant helper writer translator "
    "classifier old-model chatbot bot parrot owl falcon-7b my-bot support-bot sd flux kokoro llava "
    "moondream"
).split()
SYLLABLES = (
    "ba be bo da de do fa fi ga go ka ki ko la le lo lu ma mi mo na ne no pa po ra re ri ro "
    "sa se so ta te ti to va vi wa xi za zo qu tor len nix mar sol ver ton dra kel"
).split()
ENDINGS = ["-7b", "-8b", "-1b", "-mini", "-large", "-tiny", "-small", "-v2", "-instruct", "-chat",
           "-q4", "-0.6B", "-1.5B", "-135M", "-7B-Instruct", "-360M",
           "-base", "2", "3", "-0.6b", "-test", "-backup", "-onnx"]
TAGS = [":latest", ":v1", ":q4", ":7b", ":test", ":v2", ":1b", ":instruct", ":small"]
ORGS = ("onnx-community meta-llama mistralai google microsoft Qwen HuggingFaceTB stabilityai "
        "deepseek-ai openai Xenova facebook tiiuae acme myteam bigscience intel "
        "sentence-transformers"
        ).split()

PROMPTS = ["Hello", "Why is the sky blue?", "A sunset over mountains", "Tell me a story",
           "Write a poem", "Describe this image", "Who are you?", "Translate this to French",
           "What is the capital of France?", "Count to ten", "A red house by the sea",
           "Once upon a time", "Say hello", "Name three colours", "Explain gravity"]
QUERIES = ["llama", "translation", "code", "vision", "embeddings", "speech", "whisper", "chat",
           "small", "ocr", "qwen", "phi", "gemma", "bert", "image", "music", "summarisation",
           "classification", "medical", "german", "french", "reasoning", "tts", "detection",
           "segmentation", "math", "legal", "sentiment", "multilingual", "tiny", "coding", "audio"]
LISTS = {
    "text": PROMPTS,
    "query": QUERIES,
    "shell": ["bash", "zsh", "fish", "powershell"],
    "city": "Paris London Berlin Rome Madrid Tokyo Vienna Prague Oslo Boston Chicago Sydney Delhi "
            "Cairo Lima Seoul Moscow Dublin Zurich Hamburg Toronto Lisbon".split(),
    "country": "France Germany Italy Spain Japan China India Brazil Canada Egypt Norway Peru "
               "Poland Russia Kenya Mexico Greece Sweden Turkey Australia Austria Ireland".split(),
    "person": ["Einstein", "Napoleon", "Mozart", "Shakespeare", "Obama", "Cleopatra", "Picasso",
               "Newton", "Beethoven", "Gandhi", "Elvis", "Darwin", "Marie Curie", "Messi",
               "Taylor Swift", "Elon Musk", "Goethe", "Homer", "Lincoln", "Trump"],
    "thing": ["cars", "the wheel", "coffee", "chocolate", "sunglasses", "the train", "bread",
              "gold", "football", "the internet", "a bicycle", "the guitar", "milk", "shoes",
              "the piano", "paper", "a boat", "trees", "horses", "a castle", "the radio", "cheese",
              "robots", "flowers", "a dragon", "winter", "the stars", "tigers", "apples",
              "the moon", "adds two numbers", "sorts a list", "books", "a house"],
}
# What an answer says where the question has no value: in prose, and in a command line.
PROSE = {"model": "a model", "repo": "a model", "file": "a model file", "shell": "your shell"}
DEFAULTS = {"model": "my-model", "model2": "my-copy", "repo": "org/model", "file": "model.onnx",
            "port": "8080", "size": "4096", "seconds": "600", "text": "Hello", "query": "llama",
            "shell": "bash"}


def invented_word(random):
    """A name that no one has heard of."""
    return "".join(random.choices(SYLLABLES, k=random.randint(2, 3)))


def model_name(random):
    """A plausible name of a model, known or invented."""
    name = random.choice(BASES) if random.random() < 0.5 else invented_word(random)
    if random.random() < 0.3:
        name += random.choice(ENDINGS)
    if random.random() < 0.15:
        name += random.choice(TAGS)
    return name


def repository(random):
    """`org/name` on a hub."""
    org = random.choice(ORGS) if random.random() < 0.7 else invented_word(random)
    name = model_name(random).split(":")[0]
    if random.random() < 0.5:
        name = "-".join(part.capitalize() for part in name.split("-"))
    return f"{org}/{name}"


def model_file(random):
    """The path of a model's file."""
    stem = random.choice(["model", "my-model", "net", "weights", random.choice(BASES),
                          invented_word(random)])
    folder = random.choice(["", "", "", "./", "models/"])
    return folder + stem + random.choice([".onnx", ".onnx", ".gguf", ".safetensors"])


def noise(random):
    """Text that means nothing here: letters, digits, stray words."""
    kind = random.random()
    if kind < 0.5:
        words = ["".join(random.choices(ascii_lowercase, k=random.randint(1, 9)))
                 for _ in range(random.randint(1, 4))]
        return " ".join(words)
    if kind < 0.7:
        return "".join(random.choices("?!.,;:-+*/#%&()[]0123456789 abc", k=random.randint(1, 10)))
    if kind < 0.8:
        return "".join(chr(random.choice([random.randint(0xA1, 0x24F), random.randint(0x370, 0x4FF),
                                          random.randint(0x4E00, 0x4FFF),
                                          random.randint(0x1F600, 0x1F640)]))
                       for _ in range(random.randint(1, 5)))
    words = [invented_word(random) for _ in range(random.randint(1, 4))]
    return " ".join(words)


MAKERS = {
    "model": model_name,
    "model2": model_name,
    "repo": repository,
    "file": model_file,
    "noise": noise,
    "port": lambda random: str(random.choice([8080, 9000, 3000, 8000, 1234, 5000,
                                              *(random.randint(1024, 65535) for _ in range(9))])),
    "size": lambda random: str(random.choice([2048, 4096, 16384, 1000, 6000, 12000, 32000,
                                              *(random.randint(5, 640) * 100 for _ in range(9))])),
    "seconds": lambda random: str(random.choice([60, 30, 120, 600, 900, 1800, 3600,
                                                 *(random.randint(10, 5000) for _ in range(9))])),
    "number": lambda random: str(random.choice([random.randint(0, 12), random.randint(0, 999)])),
    "year": lambda random: str(random.randint(1500, 2030)),
}


def value(slot, random):
    """A random value for a slot."""
    return random.choice(LISTS[slot]) if slot in LISTS else MAKERS[slot](random)
