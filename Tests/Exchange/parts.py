"""The parts by their names."""

import comparing
import graphs
import headers
import hostile
import importing
import native
import recipes
import tensors

PARTS = {
    "reference": native.reference,
    "onnx": graphs.onnx_files,
    "safetensors": tensors.safetensors_files,
    "npz": tensors.npz_files,
    "json": tensors.json_files,
    "gguf": tensors.gguf_files,
    "headers": headers.headers,
    "importing": importing.importing,
    "recipes": recipes.recipes,
    "comparing": comparing.comparing,
    "hostile": hostile.hostile,
}
