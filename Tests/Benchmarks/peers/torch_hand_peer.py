"""PyTorch by hand: no autograd, buffers made once, everything in place."""

import warnings

import job
import torch


class Network:
    """Weights [inputs, outputs], biases, and the buffers of a minibatch."""

    def __init__(self, layers):
        self.weights = [torch.from_numpy(weight) for weight, _ in layers]
        self.biases = [torch.from_numpy(bias) for _, bias in layers]
        self.input = torch.empty(job.BATCH, self.weights[0].shape[0])
        self.outputs = [torch.empty(job.BATCH, len(bias)) for bias in self.biases]
        self.deltas = [torch.empty_like(output) for output in self.outputs]

    def logits(self, x):
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            x = torch.addmm(bias, x, weight)
            if index + 1 < len(self.weights):
                x.relu_()
        return x

    def step(self, images, labels, chosen):
        """One minibatch: forward, softmax cross-entropy, backward, update."""
        count = len(chosen)
        x = torch.index_select(images, 0, chosen, out=self.input[:count])
        outputs = [output[:count] for output in self.outputs]
        deltas = [delta[:count] for delta in self.deltas]
        last = len(outputs) - 1
        for index, output in enumerate(outputs):
            below = outputs[index - 1] if index else x
            torch.addmm(self.biases[index], below, self.weights[index], out=output)
            if index < last:
                output.relu_()
        delta = torch.softmax(outputs[last], dim=1, out=deltas[last])
        delta[torch.arange(count), labels[chosen]] -= 1
        delta.mul_(1 / count)
        for index in range(last, -1, -1):
            below = outputs[index - 1] if index else x
            if index:
                torch.mm(deltas[index], self.weights[index].t(), out=deltas[index - 1])
                deltas[index - 1].mul_(below > 0)
            self.weights[index].addmm_(below.t(), deltas[index], alpha=-job.RATE)
            self.biases[index].sub_(deltas[index].sum(dim=0), alpha=job.RATE)


def classify(network, pixels):
    x = torch.from_numpy(pixels).to(torch.float32).mul_(1 / 255)
    return network.logits(x).argmax(dim=1)


@torch.inference_mode()
def train(data, widths, epochs, out):
    torch.manual_seed(job.SEED)
    pixels, labels = job.load(data, "train")
    test_pixels, test_labels = job.load(data, "t10k")
    images = torch.from_numpy(job.scaled(pixels))
    labels = torch.from_numpy(labels.astype("int64"))
    network = Network(job.start(widths))

    def epoch():
        order = torch.randperm(len(labels))
        for chosen in order.split(job.BATCH):
            network.step(images, labels, chosen)

    seconds = job.timed_epochs(epochs, epoch)
    torch.save([network.weights, network.biases], out)
    right = classify(network, test_pixels).numpy() == test_labels
    return {"epochSeconds": seconds, "accuracy": float(right.mean())}


def infer(layers):
    network = Network(layers)

    @torch.inference_mode()
    def labels(pixels):
        return classify(network, pixels).numpy()

    return labels


def versions():
    return f"{torch.__version__}, MKL {'yes' if torch.backends.mkl.is_available() else 'no'}"


# The test images are views of bytes that nobody may write, and nobody does.
warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
torch.set_num_threads(job.threads())
job.run(versions, train=train, infer=infer)
