"""Decodes a scrape in Prometheus' protobuf format with Google's library and prints it as text samples.

Usage: parse_protobuf.py FILE
Prints one line a sample, `name{label="value"} number`, buckets as `name_bucket`; exits 1 when a message is malformed, or
holds a field that metrics.proto does not have.
"""

import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal.decoder import _DecodeVarint32
from google.protobuf.unknown_fields import UnknownFieldSet

DOUBLE, INT64, UINT64, INT32, STRING, MESSAGE, UINT32, ENUM, SINT32, SINT64 = 1, 3, 4, 5, 9, 11, 13, 14, 17, 18
PACKAGE = "io.prometheus.client"
# Name, number, type and, of messages, which one; a star repeats. As in github.com/prometheus/client_model.
MESSAGES = {
    "Timestamp": [("seconds", 1, INT64), ("nanos", 2, INT32)],
    "LabelPair": [("name", 1, STRING), ("value", 2, STRING)],
    "Gauge": [("value", 1, DOUBLE)],
    "Exemplar": [("label*", 1, "LabelPair"), ("value", 2, DOUBLE), ("timestamp", 3, "Timestamp")],
    "Counter": [("value", 1, DOUBLE), ("exemplar", 2, "Exemplar"), ("created_timestamp", 3, "Timestamp")],
    "Bucket": [("cumulative_count", 1, UINT64), ("upper_bound", 2, DOUBLE), ("exemplar", 3, "Exemplar")],
    "Histogram": [
        ("sample_count", 1, UINT64), ("sample_sum", 2, DOUBLE), ("bucket*", 3, "Bucket"),
        ("created_timestamp", 15, "Timestamp"),
    ],
    "Metric": [
        ("label*", 1, "LabelPair"), ("gauge", 2, "Gauge"), ("counter", 3, "Counter"),
        ("histogram", 7, "Histogram"),
    ],
    "MetricFamily": [
        ("name", 1, STRING), ("help", 2, STRING), ("type", 3, INT32), ("metric*", 4, "Metric"), ("unit", 5, STRING),
    ],
}


def family_class():
    file = descriptor_pb2.FileDescriptorProto(name="metrics.proto", package=PACKAGE, syntax="proto2")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for label, number, kind in fields:
            field = message.field.add(name=label.rstrip("*"), number=number, label=3 if label.endswith("*") else 1)
            field.type = MESSAGE if isinstance(kind, str) else kind
            if isinstance(kind, str):
                field.type_name = f".{PACKAGE}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.MetricFamily"))


def refuse_unknown(message):
    if len(UnknownFieldSet(message)) > 0:
        raise ValueError(f"{message.DESCRIPTOR.name} has an unknown field")
    for field, value in message.ListFields():
        if field.type == MESSAGE:
            for part in value if hasattr(value, "add") else [value]:
                refuse_unknown(part)


def line(name, labels, value):
    inner = ",".join(f'{label}="{text}"' for label, text in labels)
    return f"{name}{{{inner}}} {value}" if inner else f"{name} {value}"


def samples(family):
    for metric in family.metric:
        labels = [(pair.name, pair.value) for pair in metric.label]
        if metric.HasField("histogram"):
            histogram = metric.histogram
            for bucket in histogram.bucket:
                bound = ("le", f"{bucket.upper_bound:g}")
                yield line(f"{family.name}_bucket", labels + [bound], bucket.cumulative_count)
            yield line(f"{family.name}_count", labels, histogram.sample_count)
            yield line(f"{family.name}_sum", labels, histogram.sample_sum)
        elif metric.HasField("counter"):
            yield line(family.name, labels, metric.counter.value)
        else:
            yield line(family.name, labels, metric.gauge.value)


def main() -> int:
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    kind, place = family_class(), 0
    while place < len(data):
        length, place = _DecodeVarint32(data, place)
        if place + length > len(data):
            raise ValueError("the last message is cut off")
        family = kind.FromString(data[place : place + length])
        refuse_unknown(family)
        place += length
        for text in samples(family):
            print(text)
    return 0


sys.exit(main())
