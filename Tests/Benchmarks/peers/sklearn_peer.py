"""scikit-learn: `MLPClassifier` with the same settings, float32, no early stop, no penalty."""

import os
import pickle
import warnings

import job
import joblib
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neural_network import MLPClassifier


def train(data, widths, epochs, out):
    pixels, labels = job.load(data, "train")
    test_pixels, test_labels = job.load(data, "t10k")
    images = job.scaled(pixels)
    model = MLPClassifier(
        hidden_layer_sizes=tuple(widths[1:-1]),
        solver="sgd",
        learning_rate_init=job.RATE,
        batch_size=job.BATCH,
        momentum=0,
        alpha=0,
        max_iter=epochs,
        n_iter_no_change=epochs,
        random_state=job.SEED,
    )
    # It stops after the epochs that were asked for, and warns that it could go on.
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    # One call trains all epochs: each gets the mean.
    total = sum(job.timed_epochs(1, lambda: model.fit(images, labels)))
    assert len(model.loss_curve_) == epochs, f"{len(model.loss_curve_)} epochs of {epochs}"
    with open(out, "wb") as file:
        pickle.dump(model, file)
    accuracy = float(model.score(job.scaled(test_pixels), test_labels))
    return {"epochSeconds": [total / epochs] * epochs, "accuracy": accuracy}


def search(data, widths, folds, epochs):
    pixels, labels = job.load(data, "train")
    model = MLPClassifier(
        solver="adam",
        learning_rate_init=0.001,
        batch_size=128,
        alpha=0,
        max_iter=epochs,
        n_iter_no_change=epochs,
        random_state=job.SEED,
    )
    # A process for each thread, each with one thread of BLAS: trainings share nothing.
    grid = GridSearchCV(
        model,
        {"hidden_layer_sizes": [(width,) for width in widths]},
        cv=StratifiedKFold(folds, shuffle=True, random_state=job.SEED),
        n_jobs=job.threads(),
        refit=False,
    )
    # Processes that are started later inherit this, but no filter of this one.
    os.environ["PYTHONWARNINGS"] = "ignore"
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        grid.fit(job.scaled(pixels), labels)
    return {"accuracies": [float(mean) for mean in grid.cv_results_["mean_test_score"]]}


job.run(lambda: sklearn.__version__, train=train, search=search)
