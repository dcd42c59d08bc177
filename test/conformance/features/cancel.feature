Feature: Cancel, suspend, resume

  Scenario: What waits is cancelled with the process
    Given the workflow:
      """yaml
      do:
        - both:
            fork:
              branches:
                - pause: { wait: { hours: 1 } }
                - question: { ask: { prompt: 'Shall we?', mode: confirm } }
        - never: { set: { x: 1 } }
      """
    When the workflow is executed
    Then the inbox should have 1 task
    When the process is cancelled because "not needed any more"
    Then the workflow should cancel
    And both should cancel
    And pause should cancel
    And question should cancel
    And the assignment of question should be CANCELLED
    And the inbox should have 0 tasks
    And never should not run
    When 2 hours pass
    Then the workflow should cancel

  Scenario: The processes that it waits for are cancelled too
    Given the workflow inner:
      """yaml
      do: [ { pause: { wait: { hours: 1 } } } ]
      """
    And the workflow middle:
      """yaml
      do: [ { call: { run: { workflow: { namespace: test, name: inner, version: '1.0.0' } } } } ]
      """
    And the workflow:
      """yaml
      do: [ { call: { run: { workflow: { namespace: test, name: middle, version: '1.0.0' } } } } ]
      """
    When the workflow is executed
    And the process is cancelled
    Then the workflow should cancel
    And the run of middle should be cancelled
    And the run of inner should be cancelled

  Scenario: A child that is cancelled by itself is an error of the task that waits for it
    Given the workflow inner:
      """yaml
      do: [ { pause: { wait: { hours: 1 } } } ]
      """
    And the workflow:
      """yaml
      do: [ { call: { run: { workflow: { namespace: test, name: inner, version: '1.0.0' } } } } ]
      """
    When the workflow is executed
    And the run of inner is cancelled
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/runtime
      instance: /do/0/call
      """

  Scenario: A timeout cancels the child
    Given the workflow inner:
      """yaml
      do: [ { pause: { wait: { hours: 1 } } } ]
      """
    And the workflow:
      """yaml
      do:
        - call:
            timeout: { after: { minutes: 1 } }
            run: { workflow: { namespace: test, name: inner, version: '1.0.0' } }
      """
    When the workflow is executed
    And 1 minute passes
    Then the workflow should fault with error:
      """yaml
      status: 408
      """
    And the run of inner should be cancelled

  Scenario: Suspended, it stands still; its timers fire when it goes on
    Given the workflow:
      """yaml
      do:
        - pause: { wait: { minutes: 1 } }
        - after: { set: { done: true } }
      """
    When the workflow is executed
    And the process is suspended
    And 1 hour passes
    Then the process should be suspended
    And after should not run
    When the process is resumed
    Then the workflow should complete

  Scenario: Answers are taken while it is suspended, and count when it goes on
    Given the workflow:
      """yaml
      do:
        - question: { ask: { prompt: 'Shall we?', mode: confirm } }
        - after: { set: { answer: '${ .value }' } }
      """
    When the workflow is executed
    And the process is suspended
    And question is answered with:
      """yaml
      value: true
      """
    Then after should not run
    When the app is restarted
    Then after should not run
    When the process is resumed
    Then the workflow should complete with output:
      """yaml
      answer: true
      """

  Scenario: Events that come while it is suspended are kept
    Given the workflow:
      """yaml
      do:
        - hear: { listen: { to: { one: { with: { type: go } } } } }
      """
    When the workflow is executed
    And the process is suspended
    And this event is published:
      """yaml
      { type: go, data: 1 }
      """
    Then the process should be suspended
    When the process is resumed
    Then the workflow should complete with output:
      """yaml
      [1]
      """
