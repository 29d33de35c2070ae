"""FastAPI over ONNX Runtime, on uvicorn and a Unix socket: pixels are posted, JSON comes back."""

import fastapi
import numpy as np
import serving
import uvicorn


def serve(classify, path):
    application = fastapi.FastAPI()

    @application.post("/classify")
    async def answer(request: fastapi.Request):
        pixels = np.frombuffer(await request.body(), np.uint8)
        return {"labels": classify(pixels.reshape(-1, 28 * 28)).tolist()}

    uvicorn.run(application, uds=path, log_level="warning", access_log=False)


serving.run(f"{fastapi.__version__}, uvicorn {uvicorn.__version__}", serve)
