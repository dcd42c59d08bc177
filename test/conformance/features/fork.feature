Feature: Fork

  Scenario: What the branches give, in the order in which they are written
    Given the workflow:
      """yaml
      do:
        - both:
            fork:
              branches:
                - slow: { do: [ { rest: { wait: { seconds: 5 } } }, { one: { set: { by: slow } } } ] }
                - quick: { set: { by: quick } }
      """
    When the workflow is executed
    Then quick should complete
    And the process should be waiting
    When 5 seconds pass
    Then the workflow should complete with output:
      """yaml
      - { by: slow }
      - { by: quick }
      """

  Scenario: Every branch gets the input of the fork
    Given the workflow:
      """yaml
      do:
        - both:
            fork:
              branches:
                - a: { set: { x: '${ .n + 1 }' } }
                - b: { set: { x: '${ .n + 2 }' } }
      """
    And given the workflow input is:
      """yaml
      n: 1
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      - { x: 2 }
      - { x: 3 }
      """

  Scenario: Waits of the branches run at the same time
    Given the workflow:
      """yaml
      do:
        - all:
            fork:
              branches:
                - a: { wait: { seconds: 10 } }
                - b: { wait: { seconds: 10 } }
                - c: { listen: { to: { one: { with: { type: go } } } } }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      type: go
      """
    And 10 seconds pass
    Then the workflow should complete

  Scenario: The first of competing branches wins, and the others are cancelled
    Given the workflow:
      """yaml
      do:
        - race:
            fork:
              compete: true
              branches:
                - tortoise: { do: [ { crawl: { wait: { seconds: 9 } } }, { late: { set: { winner: tortoise } } } ] }
                - hare: { do: [ { run: { wait: { seconds: 3 } } }, { early: { set: { winner: hare } } } ] }
      """
    When the workflow is executed
    And 3 seconds pass
    Then the workflow should complete with output:
      """yaml
      winner: hare
      """
    And crawl should cancel
    And tortoise should cancel
    And late should not run

  Scenario: A branch that fails ends the others with it
    Given the workflow:
      """yaml
      do:
        - both:
            fork:
              branches:
                - fine: { wait: { seconds: 9 } }
                - bad: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://example.com/x
      instance: /do/0/both/fork/branches/1/bad
      """
    And fine should cancel

  Scenario: A fork in a fork
    Given the workflow:
      """yaml
      do:
        - outer:
            fork:
              branches:
                - inner:
                    fork:
                      branches:
                        - a: { set: { n: 1 } }
                        - b: { set: { n: 2 } }
                - c: { set: { n: 3 } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      - - { n: 1 }
        - { n: 2 }
      - { n: 3 }
      """
