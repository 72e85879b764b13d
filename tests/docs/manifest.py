"""The shape of Kubernetes manifests, as far as docs/deployment needs it; strict: no key beyond.

By the API reference: https://kubernetes.io/docs/reference/kubernetes-api/
"""

from __future__ import annotations

from typing import Any


def record(**properties: Any) -> dict[str, Any]:
    """The JSON Schema of an object that has all of these keys and no other."""
    named = {key.rstrip("_"): one for key, one in properties.items()}
    return {
        "type": "object",
        "properties": named,
        "required": list(named),
        "additionalProperties": False,
    }


def several(item: Any, most: int = 9) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1, "maxItems": most}


NAME = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
TEXT, NUMBER, YES, NO = {"type": "string"}, {"type": "integer"}, {"const": True}, {"const": False}
LABELS = record(**{"app.kubernetes.io/name": NAME})
QUANTITY = {"type": "string", "pattern": "^[0-9]+(m|Mi|Gi)?$"}
EXEC = record(command=several(TEXT))
PROBE = {
    "type": "object",
    "properties": {
        "exec": EXEC,
        "periodSeconds": NUMBER,
        "timeoutSeconds": NUMBER,
        "failureThreshold": NUMBER,
    },
    "required": ["exec", "timeoutSeconds"],
    "additionalProperties": False,
}
SHAPE_OF_DEPLOYMENT = record(
    apiVersion={"const": "apps/v1"},
    kind={"const": "Deployment"},
    metadata=record(name=NAME, labels=LABELS),
    spec=record(
        replicas=NUMBER,
        selector=record(matchLabels=LABELS),
        template=record(
            metadata=record(labels=LABELS),
            spec=record(
                automountServiceAccountToken=NO,
                terminationGracePeriodSeconds=NUMBER,
                securityContext=record(
                    runAsNonRoot=YES, seccompProfile=record(type={"const": "RuntimeDefault"})
                ),
                containers=several(
                    record(
                        name=NAME,
                        image=TEXT,
                        imagePullPolicy={"enum": ["Always", "IfNotPresent", "Never"]},
                        args=several(TEXT),
                        env=several(
                            record(
                                name=TEXT,
                                valueFrom=record(secretKeyRef=record(name=NAME, key=TEXT)),
                            )
                        ),
                        ports=several(record(name=NAME, containerPort=NUMBER)),
                        startupProbe=PROBE,
                        readinessProbe=PROBE,
                        resources=record(
                            requests=record(cpu=QUANTITY, memory=QUANTITY),
                            limits=record(memory=QUANTITY),
                        ),
                        securityContext=record(
                            allowPrivilegeEscalation=NO,
                            readOnlyRootFilesystem=YES,
                            capabilities=record(drop={"const": ["ALL"]}),
                        ),
                        volumeMounts=several(
                            {
                                "type": "object",
                                "properties": {"name": NAME, "mountPath": TEXT, "readOnly": YES},
                                "required": ["name", "mountPath"],
                                "additionalProperties": False,
                            }
                        ),
                    ),
                    most=1,
                ),
                volumes=several(
                    {
                        "oneOf": [
                            record(name=NAME, configMap=record(name=NAME)),
                            record(name=NAME, emptyDir={"const": {}}),
                        ]
                    }
                ),
            ),
        ),
    ),
)
SHAPE_OF_SERVICE = record(
    apiVersion={"const": "v1"},
    kind={"const": "Service"},
    metadata=record(name=NAME, labels=LABELS),
    spec=record(
        selector=LABELS, ports=several(record(name=NAME, port=NUMBER, targetPort=NAME), most=1)
    ),
)
