Feature: One workflow runs another

  Scenario: Its output is what the task gives
    Given the workflow greeter:
      """yaml
      do:
        - greet: { set: { greeting: '${ "Hello \(.name)!" }' } }
      """
    And the workflow:
      """yaml
      do:
        - call:
            run: { workflow: { namespace: test, name: greeter, version: '1.0.0', input: { name: '${ .who }' } } }
        - after: { set: { said: '${ .greeting }' } }
      """
    And given the workflow input is:
      """yaml
      who: Ada
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      said: Hello Ada!
      """

  Scenario: The process waits for it, also over a restart
    Given the workflow slow:
      """yaml
      do:
        - rest: { wait: { minutes: 1 } }
        - done: { set: { slow: done } }
      """
    And the workflow:
      """yaml
      do:
        - call: { run: { workflow: { namespace: test, name: slow, version: '1.0.0' } } }
      """
    When the workflow is executed
    Then call should wait for a child
    When the app is restarted
    And 1 minute passes
    Then the workflow should complete with output:
      """yaml
      slow: done
      """

  Scenario: Not awaited, it goes its own way and the task gives its input
    Given the workflow slow:
      """yaml
      do:
        - rest: { wait: { minutes: 1 } }
        - done: { set: { slow: done } }
      """
    And the workflow:
      """yaml
      do:
        - call:
            run: { await: false, workflow: { namespace: test, name: slow, version: '1.0.0' } }
      """
    And given the workflow input is:
      """yaml
      mine: 1
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      mine: 1
      """
    When 1 minute passes
    Then the run of slow should give:
      """yaml
      slow: done
      """

  Scenario: Its error is an error of the task, which may be caught
    Given the workflow fails:
      """yaml
      do:
        - fail: { raise: { error: { type: 'https://example.com/x', status: 418, title: Teapot } } }
      """
    And the workflow:
      """yaml
      do:
        - attempt:
            try:
              - call: { run: { workflow: { namespace: test, name: fails, version: '1.0.0' } } }
            catch:
              errors: { with: { status: 418 } }
              do:
                - handled: { set: { title: '${ $error.title }', instance: '${ $error.instance }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      title: Teapot
      instance: /do/0/attempt/try/0/call
      """

  Scenario: The newest version
    Given the workflow greeter in version 1.2.0:
      """yaml
      do: [ { v: { set: { version: old } } } ]
      """
    And the workflow greeter in version 1.10.0:
      """yaml
      do: [ { v: { set: { version: new } } } ]
      """
    And the workflow:
      """yaml
      do:
        - call: { run: { workflow: { namespace: test, name: greeter, version: latest } } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      version: new
      """

  Scenario: One that does not exist
    Given the workflow:
      """yaml
      do:
        - call: { run: { workflow: { namespace: test, name: nobody, version: '1.0.0' } } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/configuration
      instance: /do/0/call
      """

  Scenario: Two levels deep
    Given the workflow inner:
      """yaml
      do: [ { plus: { set: { n: '${ .n + 1 }' } } } ]
      """
    And the workflow middle:
      """yaml
      do:
        - first: { run: { workflow: { namespace: test, name: inner, version: '1.0.0', input: '${ . }' } } }
        - second: { run: { workflow: { namespace: test, name: inner, version: '1.0.0', input: '${ . }' } } }
      """
    And the workflow:
      """yaml
      do:
        - call: { run: { workflow: { namespace: test, name: middle, version: '1.0.0', input: { n: 1 } } } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      n: 3
      """
