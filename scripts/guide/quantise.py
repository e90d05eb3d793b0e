"""Weights in blocks of 32 along the input, each with one scale, as `MatMulNBits` reads them."""

import numpy as np

BLOCK = 32


def quantise(weight, bits):
    """Codes [rows, blocks, bytes of a block] and scales [rows, blocks] of a matrix [rows, columns].

    A value is (code - 2^(bits - 1)) * scale; two codes of 4 bits share a byte, the first one low.
    """
    rows, columns = weight.shape
    blocks = weight.reshape(rows, columns // BLOCK, BLOCK)
    middle = 2 ** (bits - 1)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[:, :, None], 2)[:, :, 0]
    # The value furthest from zero becomes code 0, so that all codes are used.
    scales = -largest / middle
    safe = np.where(scales == 0, 1, scales)[:, :, None]
    codes = np.clip(np.round(blocks / safe) + middle, 0, 2 * middle - 1).astype(np.uint8)
    if bits == 4:
        codes = codes[:, :, ::2] | codes[:, :, 1::2] << 4
    return codes, scales.astype(np.float32)
