"""The same in scikit-learn, for comparison. Reads JSON from standard input, writes JSON.

{"malicious": [words], "benign": [words], "asked": [words], "cost": C}, words joined by commas:
    tf-idf and LinearSVC with the hinge loss, fitted on both -> {"features", "scores", "svc"}
{"columns": [[number]], "values": [[number]], "width": W, "labels": [1 | -1], "cost": C, "onnx": FILE, "name": INPUT}:
    LinearSVC fitted on sparse rows and converted by skl2onnx to FILE -> {"scores"} of the same rows
"""
import json
import sys
import warnings

import numpy
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import SVC, LinearSVC

warnings.filterwarnings("ignore")


def texts(given):
    vectoriser = TfidfVectorizer(tokenizer=lambda text: text.split(","), token_pattern=None, lowercase=False)
    rows = vectoriser.fit_transform(given["malicious"] + given["benign"])
    labels = [1] * len(given["malicious"]) + [-1] * len(given["benign"])
    asked = vectoriser.transform(given["asked"])
    linear = LinearSVC(C=given["cost"], loss="hinge", tol=1e-10, max_iter=2_000_000, random_state=1)
    machine = SVC(C=given["cost"], kernel="linear", tol=1e-6)
    return {
        "features": rows.shape[1],
        "scores": linear.fit(rows, labels).decision_function(asked).tolist(),
        "svc": machine.fit(rows, labels).decision_function(asked).tolist(),
    }


def export(given):
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType

    starts = numpy.cumsum([0] + [len(one) for one in given["columns"]])
    columns, values = (numpy.concatenate(given[name]) for name in ("columns", "values"))
    rows = csr_matrix((values, columns, starts), shape=(len(starts) - 1, given["width"]))
    model = LinearSVC(C=given["cost"], tol=1e-8, max_iter=100_000, random_state=1).fit(rows, given["labels"])
    shape = FloatTensorType([None, rows.shape[1]])
    with open(given["onnx"], "wb") as file:
        file.write(to_onnx(model, initial_types=[(given["name"], shape)]).SerializeToString())
    return {"scores": model.decision_function(rows).tolist()}


given = json.load(sys.stdin)
json.dump(export(given) if "onnx" in given else texts(given), sys.stdout)
