Feature: Retry
  `limit.attempt.count` says how often a failed attempt is made again. Pauses pass on the wall clock.

  Scenario Outline: A <backoff> pause
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - ping: { call: http, with: { method: get, endpoint: 'https://service.example/ping' } }
            catch:
              errors: { with: { status: 503 } }
              retry:
                delay: { seconds: 2 }
                backoff: { <backoff>: {} }
                limit: { attempt: { count: 3 } }
      """
    And https://service.example answers GET /ping with status 503
    When the workflow is executed
    Then attempt should wait for a retry
    And https://service.example should have been called 1 time
    When <almost first> milliseconds pass
    Then https://service.example should have been called 1 time
    When 1 millisecond passes
    Then https://service.example should have been called 2 times
    When <almost second> milliseconds pass
    Then https://service.example should have been called 2 times
    When 1 millisecond passes
    Then https://service.example should have been called 3 times
    When <almost third> milliseconds pass
    Then https://service.example should have been called 3 times
    When 1 millisecond passes
    Then https://service.example should have been called 4 times
    And the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/communication
      status: 503
      instance: /do/0/attempt/try#4/0/ping
      """

    Examples:
      | backoff     | almost first | almost second | almost third |
      | constant    | 1999         | 1999          | 1999         |
      | linear      | 1999         | 3999          | 5999         |
      | exponential | 1999         | 3999          | 7999         |

  Scenario: It goes on as soon as an attempt is well
    Given the workflow:
      """yaml
      use:
        retries:
          patient: { delay: PT1M, limit: { attempt: { count: 5 } } }
      do:
        - attempt:
            try:
              - ping: { call: http, with: { method: get, endpoint: 'https://service.example/ping' } }
            catch:
              errors: { with: { status: 503 } }
              retry: patient
      """
    And https://service.example answers GET /ping with status 503
    And https://service.example answers GET /ping with:
      """yaml
      well: true
      """
    When the workflow is executed
    And 1 minute passes
    Then the workflow should complete with output:
      """yaml
      well: true
      """
    And ping should have run 2 times

  Scenario: The handler runs when the policy is used up
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch:
              retry: { delay: { seconds: 1 }, limit: { attempt: { count: 1 } } }
              do:
                - handled: { set: { attempts: 2 } }
      """
    When the workflow is executed
    And 1 second passes
    Then the workflow should complete with output:
      """yaml
      attempts: 2
      """
    And fail should have run 2 times

  Scenario: No longer than the limit for all of it
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch:
              retry:
                delay: { seconds: 4 }
                limit: { duration: { seconds: 10 } }
      """
    When the workflow is executed
    And 4 seconds pass
    And 4 seconds pass
    Then the workflow should fault
    And fail should have run 3 times

  Scenario: No attempt longer than the limit for each
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - slow: { wait: { minutes: 5 } }
            catch:
              retry:
                limit: { attempt: { count: 1, duration: { seconds: 30 } } }
      """
    When the workflow is executed
    And 30 seconds pass
    Then slow should have run 2 times
    When 30 seconds pass
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout
      status: 408
      """

  Scenario Outline: <clause> decides whether to try again: <condition>
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 503 } } }
            catch:
              retry:
                <clause>: <condition>
                delay: { seconds: 1 }
                limit: { attempt: { count: 1 } }
      """
    When the workflow is executed
    And 1 minute passes
    Then the workflow should fault
    And fail should have run <runs>

    Examples:
      | clause     | condition            | runs    |
      | when       | $error.status == 503 | 2 times |
      | when       | $error.status == 500 | 1 time  |
      | exceptWhen | $error.status == 503 | 1 time  |
      | exceptWhen | $error.status == 500 | 2 times |

  Scenario: Jitter is added to the pause
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch:
              retry:
                delay: { seconds: 10 }
                jitter: { from: { seconds: 5 }, to: { seconds: 6 } }
                limit: { attempt: { count: 1 } }
      """
    When the workflow is executed
    And 14999 milliseconds pass
    Then fail should have run 1 time
    When 1001 milliseconds pass
    Then fail should have run 2 times

  Scenario: A restart in the pause changes nothing
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch:
              retry: { delay: { seconds: 10 }, limit: { attempt: { count: 2 } } }
      """
    When the workflow is executed
    And 5 seconds pass
    And the app is restarted
    And 5 seconds pass
    Then fail should have run 2 times
