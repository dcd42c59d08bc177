Feature: Timeouts

  Scenario: A task that takes too long faults
    Given the workflow:
      """yaml
      do:
        - pause:
            wait: { minutes: 1 }
            timeout: { after: { seconds: 30 } }
      """
    When the workflow is executed
    And 29 seconds pass
    Then the process should be waiting
    When 1 second passes
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout
      status: 408
      instance: /do/0/pause
      """
    And pause should fault

  Scenario: A task that ends in time is left alone
    Given the workflow:
      """yaml
      do:
        - pause:
            wait: { seconds: 10 }
            timeout: { after: PT30S }
        - longer: { wait: { minutes: 1 } }
      """
    When the workflow is executed
    And 70 seconds pass
    Then the workflow should complete

  Scenario: The workflow as a whole
    Given the workflow:
      """yaml
      timeout: { after: { seconds: 30 } }
      do:
        - waitAMinute: { wait: { seconds: 60 } }
      """
    When the workflow is executed
    And 30 seconds pass
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout
      status: 408
      """
    And waitAMinute should cancel

  Scenario: By name
    Given the workflow:
      """yaml
      use:
        timeouts:
          short: { after: { seconds: 5 } }
      do:
        - hear:
            listen: { to: { one: { with: { type: never } } } }
            timeout: short
      """
    When the workflow is executed
    And 5 seconds pass
    Then the workflow should fault with error:
      """yaml
      status: 408
      instance: /do/0/hear
      """

  Scenario: What is inside ends with it, and a try around it may catch it
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - both:
                  timeout: { after: { seconds: 5 } }
                  do:
                    - quick: { set: { quick: true } }
                    - slow: { wait: { minutes: 1 } }
            catch:
              errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout' } }
              do:
                - late: { set: { late: '${ $error.instance }' } }
      """
    When the workflow is executed
    And 5 seconds pass
    Then the workflow should complete with output:
      """yaml
      late: /do/0/attempt/try/0/both
      """
    And quick should complete
    And slow should cancel

  Scenario: A call that is not answered
    Given the workflow:
      """yaml
      do:
        - ping:
            call: http
            with: { method: get, endpoint: 'https://service.example/ping' }
            timeout: { after: { seconds: 5 } }
      """
    And https://service.example does not answer GET /ping
    When the workflow is executed
    Then ping should wait for an effect
    When 5 seconds pass
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout
      status: 408
      instance: /do/0/ping
      """

  Scenario: Time is up while the app is not running
    Given the workflow:
      """yaml
      do:
        - pause:
            wait: { hours: 10 }
            timeout: { after: { hours: 1 } }
      """
    When the workflow is executed
    And 20 hours pass while the app is closed
    Then the workflow should fault with error:
      """yaml
      status: 408
      """
