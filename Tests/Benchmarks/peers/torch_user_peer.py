"""PyTorch as its users write it: modules, a data loader, autograd and an optimiser."""

import job
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def sequential(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def tensors(data, part):
    pixels, labels = job.load(data, part)
    return torch.from_numpy(job.scaled(pixels)), torch.from_numpy(labels.astype("int64"))


def train(data, widths, epochs, out):
    torch.manual_seed(job.SEED)
    loader = DataLoader(TensorDataset(*tensors(data, "train")), batch_size=job.BATCH, shuffle=True)
    test_images, test_labels = tensors(data, "t10k")
    model = sequential(widths)
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=job.RATE)

    def epoch():
        for images, labels in loader:
            optimizer.zero_grad()
            loss(model(images), labels).backward()
            optimizer.step()

    seconds = job.timed_epochs(epochs, epoch)
    torch.save(model.state_dict(), out)
    with torch.no_grad():
        right = model(test_images).argmax(dim=1) == test_labels
    return {"epochSeconds": seconds, "accuracy": right.float().mean().item()}


torch.set_num_threads(job.threads())
job.run(lambda: torch.__version__, train=train)
