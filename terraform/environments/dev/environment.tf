# Small, cheap, and gone without a trace when it is destroyed: one broker, one store, no spare.
locals {
  environment        = "dev"
  production         = false
  monthly_budget_usd = 400
  log_retention_days = 7
  alertmanager       = false

  network = {
    nat_gateways        = "single"
    interface_endpoints = []
  }

  kafka = {
    kind          = "redpanda"
    brokers       = 1
    instance_type = "m7i.large"
    disk_gib      = 50
  }

  clickhouse = {
    replicas       = 1
    instance_type  = "m7i.large"
    disk_gib       = 50
    retention_days = 14
  }

  services = {
    ingest = { cpu = 256, memory = 512, min = 1, max = 2 }
    stream = { cpu = 512, memory = 1024, min = 1, max = 2 }
    query  = { cpu = 512, memory = 1024, min = 1, max = 2 }
    jobs   = { cpu = 256, memory = 512, min = 1, max = 1 }
  }
}
