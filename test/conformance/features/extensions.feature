Feature: Extensions

  Scenario: Before and after every task of a kind
    Given the workflow:
      """yaml
      use:
        extensions:
          - noting:
              extend: set
              before:
                - noteBefore: { call: http, with: { method: post, endpoint: 'https://log.example/before', body: { task: '${ $task.reference }' } } }
              after:
                - noteAfter: { call: http, with: { method: post, endpoint: 'https://log.example/after', body: '${ . }' } }
      do:
        - one: { set: { n: 1 } }
        - pause: { wait: { seconds: 1 } }
      """
    And https://log.example answers POST /before with status 204
    And https://log.example answers POST /after with status 204
    When the workflow is executed
    And 1 second passes
    Then the workflow should complete with output:
      """yaml
      n: 1
      """
    And https://log.example should have been called 2 times
    And https://log.example should have been sent to /after:
      """yaml
      n: 1
      """

  Scenario: To the tasks of an extension, $task is the task that they are about
    Given the workflow:
      """yaml
      use:
        extensions:
          - noting:
              extend: wait
              before:
                - note: { call: http, with: { method: post, endpoint: 'https://log.example/', body: { task: '${ "Executing \($task.reference)" }' } } }
      do:
        - part: { do: [ { pause: { wait: { seconds: 1 } } } ] }
      """
    And https://log.example answers POST / with status 204
    When the workflow is executed
    And 1 second passes
    Then the workflow should complete
    And https://log.example should have been sent to /:
      """yaml
      task: Executing /do/0/part/do/0/pause
      """

  Scenario: An exit in what comes before stands for the task
    Given the workflow:
      """yaml
      use:
        extensions:
          - mock:
              extend: call
              when: $task.definition.with.endpoint.uri | startswith("https://mocked.example")
              before:
                - mocked: { set: { mocked: true }, then: exit }
      do:
        - ask1: { call: http, with: { method: get, endpoint: { uri: 'https://mocked.example/x' } } }
        - keep: { set: { first: '${ . }' }, export: { as: . } }
        - ask2: { call: http, with: { method: get, endpoint: { uri: 'https://real.example/x' } } }
        - both: { set: { first: '${ $context.first }', second: '${ . }' } }
      """
    And https://real.example answers GET /x with:
      """yaml
      real: true
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      first: { mocked: true }
      second: { real: true }
      """

  Scenario: All kinds of tasks
    Given the workflow:
      """yaml
      use:
        extensions:
          - checked:
              extend: all
              before:
                - halt: { if: '.halt == true', raise: { error: { type: 'https://example.com/halted', status: 423 } } }
      do:
        - start: { wait: { seconds: 0 } }
        - stop: { set: { halt: true } }
        - never: { set: { reached: true } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://example.com/halted
      status: 423
      """
