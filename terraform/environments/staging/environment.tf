# As production, at its least size: what fails there fails here first.
locals {
  environment        = "staging"
  production         = true
  monthly_budget_usd = 2000
  log_retention_days = 30
  alertmanager       = true

  network = {
    nat_gateways = "one_per_zone"
  }

  kafka = {
    kind          = "msk"
    brokers       = 3
    instance_type = "kafka.m7g.large"
    disk_gib      = 200
  }

  clickhouse = {
    replicas      = 2
    instance_type = "m7i.large"
    disk_gib      = 200
  }

  services = {
    ingest = { cpu = 512, memory = 1024, min = 2, max = 4 }
    stream = { cpu = 512, memory = 1024, min = 2, max = 4 }
    query  = { cpu = 512, memory = 1024, min = 2, max = 4 }
    jobs   = { cpu = 256, memory = 512, min = 2, max = 2 }
  }
}
