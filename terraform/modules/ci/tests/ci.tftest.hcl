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
  name                = "eco-test"
  account_id          = "111122223333"
  region              = "eu-central-1"
  github_repository   = "example/ecomind"
  kms_key_arn         = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  state_bucket        = "example-state"
  deletion_protection = true
}

run "only_runs_of_this_repository_take_the_roles" {
  command = plan

  assert {
    condition = alltrue(flatten([for purpose, document in data.aws_iam_policy_document.trust : [
      for s in jsondecode(document.json).Statement : [for subject in flatten([s.Condition.StringEquals["token.actions.githubusercontent.com:sub"]]) : startswith(subject, "repo:example/ecomind:") && !strcontains(subject, "*")]
    ]]))
    error_message = "A role may be taken by another repository."
  }

  assert {
    condition = alltrue([for purpose, document in data.aws_iam_policy_document.trust :
      one(jsondecode(document.json).Statement).Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    ])
    error_message = "Tokens for others must not do."
  }
}

run "pull_requests_can_not_publish" {
  command = plan

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.trust["publish"].json).Statement).Condition.StringEquals["token.actions.githubusercontent.com:sub"] == "repo:example/ecomind:environment:release"
    error_message = "Only the release environment publishes."
  }
}

run "no_action_and_no_resource_is_everything" {
  command = plan

  assert {
    condition = alltrue(flatten([for document in [data.aws_iam_policy_document.publish, data.aws_iam_policy_document.plan] : [
      for s in jsondecode(document.json).Statement : [
        for text in flatten([s.Action, s.Resource]) : !strcontains(text, "*") || try(s.Sid, "") == "LogInToRegistry" && text == "*"
      ]
    ]]))
    error_message = "A policy has a wildcard that is not the one of the action that knows no other."
  }
}

run "tags_of_images_do_not_move" {
  command = plan

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE" && repository.image_scanning_configuration[0].scan_on_push && repository.force_delete == false])
    error_message = "Tags must not move, images are scanned, and repositories stay."
  }
}

run "an_account_with_a_provider_gets_no_second_one" {
  command = plan

  variables {
    create_oidc_provider = false
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "An account has one provider for an issuer."
  }
}

run "a_pattern_is_no_repository" {
  command = plan

  variables {
    github_repository = "example/*"
  }

  expect_failures = [var.github_repository]
}
