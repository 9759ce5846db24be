"""What EcoLogits, ecocost and soif say of published cases. Called by peers.js, in an environment of its own.

Reads cases as JSON from standard input, writes values as JSON. A peer that does not list a model is told its published
parameters, where it can be told; what it then still cannot answer is left out.
"""

import json
import logging
import math
import sys
from importlib.metadata import version

logging.disable(logging.WARNING)

import ecocost
import soif
from ecologits.impacts.llm import compute_llm_impacts
from ecologits.model_repository import models
from ecologits.tracers.utils import PROVIDER_CONFIG_MAP

# Of an answer whose time nobody measured: EcoLogits then takes its own estimate of it.
NO_LATENCY = 1e9
NO_FACTORS = {f"if_electricity_mix_{name}": 0.0 for name in ("adpe", "pe", "gwp", "wue")}


def ends(value):
    return (value.min, value.max) if hasattr(value, "min") else (value, value)


def triple(low, central, high):
    return {"low": low, "central": central, "high": high}


def of_ecologits(case):
    model = models.find_model(provider=case["provider"], model_name=case["model"])
    active, total, tps, ttft = case["active_b"], case["total_b"], None, None
    if model is not None:
        parameters = model.architecture.parameters
        active, total = getattr(parameters, "active", parameters), getattr(parameters, "total", parameters)
        if model.deployment:
            tps, ttft = model.deployment.tps, model.deployment.ttft
    if active is None:
        return None
    config = PROVIDER_CONFIG_MAP.get(case["provider"], PROVIDER_CONFIG_MAP["huggingface_hub"])

    def energy(pue):
        impacts = compute_llm_impacts(
            model_active_parameter_count=active,
            model_total_parameter_count=total,
            output_token_count=case["tokens_out"],
            request_latency=NO_LATENCY,
            datacenter_pue=pue,
            datacenter_wue=0.0,
            tps=tps,
            ttft=ttft,
            **NO_FACTORS,
        )
        low, high = (1_000 * end for end in ends(impacts.usage.energy.value))
        return triple(low, math.sqrt(low * high), high)

    return energy(1.0), energy(config.datacenter_pue)


def of_ecocost(case):
    try:
        energy = ecocost.estimate(
            case["model"], input_tokens=case["tokens_in"], output_tokens=case["tokens_out"]
        )["energy"]
    except ecocost.UnknownModelError:
        return None
    facility = triple(energy["min"], energy["value"], energy["max"])
    return {bound: value / energy["pue"] for bound, value in facility.items()}, facility


def of_soif(case):
    def ask(**more):
        return soif.estimate(
            case["model"], input_tokens=case["tokens_in"], output_tokens=case["tokens_out"], **more
        )

    estimate = ask()
    if any("unknown model" in text for text in estimate.assumptions):
        if case["active_b"] is None:
            return None
        estimate = ask(active_params_b=case["active_b"])
    it, facility = estimate.energy_it_wh, estimate.energy_facility_wh
    return triple(it.low, it.mid, it.high), triple(facility.low, facility.mid, facility.high)


def main():
    peers = (("EcoLogits", "ecologits", of_ecologits), ("ecocost", "ecocost", of_ecocost), ("soif", "soif-llm", of_soif))
    rows = []
    for case in json.load(sys.stdin):
        for name, package, ask in peers:
            answer = ask(case)
            if answer is not None:
                rows.append({"peer": name, "version": version(package), "case": case["at"], "it": answer[0], "facility": answer[1]})
    json.dump(rows, sys.stdout)


main()
