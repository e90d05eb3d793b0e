"""The network as a graph of standard operators, with `MatMulNBits` where weights are quantised."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from quantise import BLOCK, quantise

OPSET, IR_VERSION = 17, 8
MICROSOFT = "com.microsoft"
# Bits of the embedding and of the other matrices; None keeps float32.
VARIANTS = {"model": (None, None), "model_q8": (8, 8), "model_q4": (8, 4)}


class DecoderGraph:
    """Builds the graph of a Llama decoder; inputs and outputs are named as optimum names them."""

    def __init__(self, config, weights, bits):
        self.config, self.weights = config, weights
        self.embedding_bits, self.bits = bits
        self.nodes, self.initializers, self.known = [], [], set()
        self.inputs, self.outputs = [], []

    def constant(self, name, value):
        """An initializer, stored once."""
        if name not in self.known:
            self.known.add(name)
            self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op, inputs, output=None, outputs=1, domain="", **attributes):
        """Adds a node. Gives the name of its output, or a list of several."""
        label = f"{op}_{len(self.nodes)}"
        names = [output] if output else [f"{label}_{index}" for index in range(outputs)]
        self.nodes.append(
            helper.make_node(op, inputs, names, name=label, domain=domain, **attributes)
        )
        return names[0] if len(names) == 1 else names

    def model(self):
        """The whole, checked model."""
        shape, layers = self.config, range(self.config["num_hidden_layers"])
        ids, positions, allowed = self.declare_inputs()
        rotation = self.rotation(positions)
        hidden = self.embed(ids)
        for layer in layers:
            prefix = f"model.layers.{layer}"
            normed = self.norm(hidden, f"{prefix}.input_layernorm.weight")
            hidden = self.node(
                "Add", [hidden, self.attention(normed, layer, rotation, allowed)]
            )
            normed = self.norm(hidden, f"{prefix}.post_attention_layernorm.weight")
            gate = self.linear(normed, f"{prefix}.mlp.gate_proj.weight", self.bits)
            gate = self.node("Mul", [gate, self.node("Sigmoid", [gate])])
            up = self.linear(normed, f"{prefix}.mlp.up_proj.weight", self.bits)
            inner = self.node("Mul", [gate, up])
            down = self.linear(inner, f"{prefix}.mlp.down_proj.weight", self.bits)
            hidden = self.node("Add", [hidden, down])
        last = self.norm(hidden, "model.norm.weight", "last_hidden_state")
        self.linear(last, "model.embed_tokens.weight", self.embedding_bits, "logits")
        size = ["batch_size", "sequence_length"]
        self.output("logits", size + [shape["vocab_size"]])
        for layer in layers:
            for half in ("key", "value"):
                self.output(f"present.{layer}.{half}", self.cache_shape(True))
        self.output("last_hidden_state", size + [shape["hidden_size"]])
        opsets = [helper.make_opsetid("", OPSET)]
        if self.bits:
            opsets.append(helper.make_opsetid(MICROSOFT, 1))
        graph = helper.make_graph(
            self.nodes, "guide", self.inputs, self.outputs, self.initializers
        )
        model = helper.make_model(
            graph, producer_name="hologram", opset_imports=opsets, ir_version=IR_VERSION
        )
        onnx.checker.check_model(model)
        return model

    def cache_shape(self, grown):
        """The shape of a cache before or after a step."""
        shape = self.config
        length = "past_sequence_length" + (" + sequence_length" if grown else "")
        return ["batch_size", shape["num_key_value_heads"], length, shape["head_dim"]]

    def input(self, name, dtype, shape):
        """Declares an input."""
        self.inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def output(self, name, shape):
        """Declares an output of floats."""
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def declare_inputs(self):
        """Declares all inputs. Gives ids, positions, and which position may look at which."""
        size = ["batch_size", "sequence_length"]
        ids = self.input("input_ids", TensorProto.INT64, size)
        total = "past_sequence_length + sequence_length"
        mask = self.input("attention_mask", TensorProto.INT64, ["batch_size", total])
        positions = self.input("position_ids", TensorProto.INT64, size)
        for layer in range(self.config["num_hidden_layers"]):
            for half in ("key", "value"):
                name = f"past_key_values.{layer}.{half}"
                self.input(name, TensorProto.FLOAT, self.cache_shape(False))
        return ids, positions, self.allowed(ids, mask)

    def allowed(self, ids, mask):
        """[batch, 1, sequence, total]: true for a position that is not later and not masked."""
        zero, one = self.constant("zero", np.int64(0)), self.constant("one", np.int64(1))
        total = self.node("Gather", [self.node("Shape", [mask]), one])
        length = self.node("Gather", [self.node("Shape", [ids]), one])
        queries = self.node("Range", [self.node("Sub", [total, length]), total, one])
        rows = self.node("Unsqueeze", [queries, self.constant("axis_1", np.array([1]))])
        causal = self.node("LessOrEqual", [self.node("Range", [zero, total, one]), rows])
        kept = self.node("Unsqueeze", [mask, self.constant("axes_1_2", np.array([1, 2]))])
        return self.node("And", [causal, self.node("Cast", [kept], to=TensorProto.BOOL)])

    def rotation(self, positions):
        """Cosine and sine of position * theta^(-2i / size), the same in both halves of a head."""
        size, theta = self.config["head_dim"], self.config["rope_theta"]
        frequencies = np.tile(theta ** (-np.arange(0, size, 2) / size), 2).astype(np.float32)
        column = self.node(
            "Unsqueeze", [positions, self.constant("axes_1_3", np.array([1, 3]))]
        )
        angles = self.node("Mul", [
            self.node("Cast", [column], to=TensorProto.FLOAT),
            self.constant("frequencies", frequencies),
        ])
        return self.node("Cos", [angles]), self.node("Sin", [angles])

    def embed(self, ids):
        """Rows of the embedding; quantised ones are the same bytes that the output layer reads."""
        name = "model.embed_tokens.weight"
        if self.embedding_bits is None:
            return self.node("Gather", [self.constant(name, self.weights[name]), ids])
        codes, scales = self.quantised(name, self.embedding_bits)
        values = self.node("Cast", [self.node("Gather", [codes, ids])], to=TensorProto.FLOAT)
        middle = self.constant("middle", np.float32(2 ** (self.embedding_bits - 1)))
        values = self.node("Sub", [values, middle])
        factors = self.node("Unsqueeze", [
            self.node("Gather", [scales, ids]), self.constant("axis_last", np.array([-1]))
        ])
        shape = self.constant("hidden_shape", np.array([0, 0, self.config["hidden_size"]]))
        return self.node("Reshape", [self.node("Mul", [values, factors]), shape])

    def quantised(self, name, bits):
        """The names of codes and scales of a matrix."""
        codes, scales = quantise(self.weights[name], bits)
        return self.constant(f"{name}_q{bits}", codes), self.constant(f"{name}_scales", scales)

    def linear(self, value, name, bits, output=None):
        """value times the transposed matrix."""
        if bits is None:
            matrix = self.constant(name, self.weights[name])
            turned = self.node("Transpose", [matrix], perm=[1, 0])
            return self.node("MatMul", [value, turned], output)
        rows, columns = self.weights[name].shape
        return self.node(
            "MatMulNBits", [value, *self.quantised(name, bits)], output,
            domain=MICROSOFT, K=columns, N=rows, bits=bits, block_size=BLOCK,
        )

    def norm(self, value, name, output=None):
        """value / sqrt(mean(value^2) + epsilon) * weight, over the last axis."""
        square = self.node("Pow", [value, self.constant("two", np.float32(2))])
        mean = self.node("ReduceMean", [square], axes=[-1])
        epsilon = self.constant("epsilon", np.float32(self.config["rms_norm_eps"]))
        root = self.node("Sqrt", [self.node("Add", [mean, epsilon])])
        weight = self.constant(name, self.weights[name])
        return self.node("Mul", [self.node("Div", [value, root]), weight], output)

    def rotate(self, value, rotation):
        """Turns each pair (i, i + half) of the last axis by the angle of its position."""
        low, high = self.node("Split", [value], outputs=2, axis=-1)
        turned = self.node("Concat", [self.node("Neg", [high]), low], axis=-1)
        cosine, sine = rotation
        return self.node(
            "Add", [self.node("Mul", [value, cosine]), self.node("Mul", [turned, sine])]
        )

    def attention(self, value, layer, rotation, allowed):
        """Grouped-query attention over the cache and what is new."""
        shape = self.config
        heads, groups, size = (
            shape["num_attention_heads"], shape["num_key_value_heads"], shape["head_dim"]
        )
        prefix = f"model.layers.{layer}.self_attn"

        def split(name, count):
            shape = self.constant(f"heads_{count}", np.array([0, 0, count, size]))
            flat = self.linear(value, f"{prefix}.{name}.weight", self.bits)
            return self.node("Transpose", [self.node("Reshape", [flat, shape])], perm=[0, 2, 1, 3])

        def for_every_head(cache):
            wide = self.node("Unsqueeze", [cache, self.constant("axis_2", np.array([2]))])
            repeats = self.constant("repeats", np.array([1, 1, heads // groups, 1, 1]))
            target = self.constant("all_heads", np.array([0, heads, -1, size]))
            return self.node("Reshape", [self.node("Expand", [wide, repeats]), target])

        def grown(half, new):
            past = f"past_key_values.{layer}.{half}"
            return self.node("Concat", [past, new], f"present.{layer}.{half}", axis=2)

        queries = self.rotate(split("q_proj", heads), rotation)
        keys = grown("key", self.rotate(split("k_proj", groups), rotation))
        values = grown("value", split("v_proj", groups))
        columns = self.node("Transpose", [for_every_head(keys)], perm=[0, 1, 3, 2])
        scale = self.constant("score_scale", np.float32(size**-0.5))
        scores = self.node("Mul", [self.node("MatMul", [queries, columns]), scale])
        never = self.constant("never", np.float32(-1e9))
        scores = self.node("Where", [allowed, scores, never])
        mixed = self.node(
            "MatMul", [self.node("Softmax", [scores], axis=-1), for_every_head(values)]
        )
        mixed = self.node("Transpose", [mixed], perm=[0, 2, 1, 3])
        flat = self.constant("flat_heads", np.array([0, 0, heads * size]))
        mixed = self.node("Reshape", [mixed, flat])
        return self.linear(mixed, f"{prefix}.o_proj.weight", self.bits)
