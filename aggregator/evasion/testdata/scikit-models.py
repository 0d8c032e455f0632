"""Writes the files beside it: pip install scikit-learn==1.9.1 skl2onnx==1.20.0."""
import json
import os
import warnings

import numpy
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
folder = os.path.dirname(os.path.abspath(__file__))
rows = numpy.random.RandomState(1).rand(40, 3).astype(numpy.float32)
labels = (rows[:, 0] + rows[:, 1] > rows[:, 2] + 0.5).astype(int)


def export(name, model, labels=labels):
    model.fit(rows, labels)
    shape = FloatTensorType([None, rows.shape[1]])
    with open(os.path.join(folder, name + ".onnx"), "wb") as file:
        file.write(to_onnx(model, initial_types=[("process_creation", shape)]).SerializeToString())
    return model


linear = {
    "LinearSVC": LinearSVC(C=1.6),
    "SVC": SVC(kernel="linear"),
    "SGDClassifier": SGDClassifier(random_state=1),
    "LogisticRegression": LogisticRegression(),
}
scores = {name: export(name, model).decision_function(rows[:3]).tolist() for name, model in linear.items()}
export("tree", DecisionTreeClassifier(max_depth=2))
export("radial", SVC(kernel="rbf"))
export("three", LinearSVC(), numpy.digitize(rows[:, 0], [0.3, 0.6]))
with open(os.path.join(folder, "scikit-scores.json"), "w") as file:
    json.dump({"rows": rows[:3].tolist(), "scores": scores}, file, indent=2)
    file.write("\n")
