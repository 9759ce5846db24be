# The real provider: it evaluates policy documents, which a mock would answer with nothing. It is told not to call AWS.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}


variables {
  name       = "eco-test"
  account_id = "111122223333"
  region     = "eu-central-1"
  secrets = {
    password = { description = "A password", generated = false }
    constant = { description = "Kept", generated = false, constant = true }
    given    = { description = "From outside", generated = false }
  }
  # Generated ones need AWS, which draws them; the values of all go the same way.
  given_values = {
    password = "from-outside-0123456789-0123456789"
    constant = "from-outside-0123456789-0123456780"
    given    = "from-outside-0123456789-0123456781"
  }
}

run "values_are_in_no_plan" {
  command = plan

  assert {
    condition     = alltrue([for v in aws_secretsmanager_secret_version.this : v.secret_string == null && v.secret_string_wo == null])
    error_message = "A value of a secret is in the plan."
  }

  assert {
    condition     = alltrue([for v in aws_secretsmanager_secret_version.this : v.secret_string_wo_version == 1])
    error_message = "The version decides when a value is written."
  }
}

run "a_higher_version_writes_again" {
  command = plan

  variables {
    secrets = { password = { description = "A password", generated = false, version = 2 } }
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this["password"].secret_string_wo_version == 2
    error_message = "The version must reach the secret."
  }
}

run "the_key_rotates_and_its_deletion_waits" {
  command = plan

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "The key must rotate, and be deleted after 30 days."
  }
}

run "nobody_outside_the_account_may_use_the_key" {
  command = plan

  assert {
    condition = alltrue(flatten([for s in jsondecode(data.aws_iam_policy_document.key.json).Statement : [
      for p in flatten([try(s.Principal.AWS, [])]) : p == "arn:aws:iam::111122223333:root"
    ]]))
    error_message = "The key trusts another account."
  }

  assert {
    condition     = alltrue([for s in jsondecode(data.aws_iam_policy_document.key.json).Statement : can(s.Condition) || !can(s.Principal.Service)])
    error_message = "A service may use the key for anybody."
  }
}

run "rotation_by_a_function" {
  command = plan

  variables {
    secrets = {
      password = { description = "A password", generated = false, rotation_lambda_arn = "arn:aws:lambda:eu-central-1:111122223333:function:rotate", rotation_days = 30 }
    }
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.this["password"].rotation_rules[0].automatically_after_days == 30
    error_message = "Rotation must follow the days given."
  }
}

run "a_constant_secret_is_not_written_again" {
  command = plan

  variables {
    secrets = { constant = { description = "Kept", generated = false, constant = true, version = 2 } }
  }

  expect_failures = [var.secrets]
}

run "a_constant_secret_is_not_rotated" {
  command = plan

  variables {
    secrets = { constant = { description = "Kept", generated = false, constant = true, rotation_lambda_arn = "arn:aws:lambda:eu-central-1:111122223333:function:rotate" } }
  }

  expect_failures = [var.secrets]
}

run "a_short_secret_is_refused" {
  command = plan

  variables {
    secrets = { password = { description = "A password", generated = false, length = 12 } }
  }

  expect_failures = [var.secrets]
}

run "a_recovery_window_of_three_days_is_refused" {
  command = plan

  variables {
    recovery_window_days = 3
  }

  expect_failures = [var.recovery_window_days]
}

run "an_account_id_without_twelve_digits_is_refused" {
  command = plan

  variables {
    account_id = "1234"
  }

  expect_failures = [var.account_id]
}
