Feature: Where the flow goes

  Scenario: Exit ends the list that it is in
    Given the workflow:
      """yaml
      do:
        - part:
            do:
              - first: { set: { n: 1 }, then: exit }
              - never: { set: { n: 2 } }
        - after: { set: { n: '${ .n + 10 }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      n: 11
      """
    And never should not run

  Scenario: End ends the process, wherever it stands
    Given the workflow:
      """yaml
      do:
        - part:
            do:
              - loop:
                  for: { in: '[1, 2, 3]' }
                  do:
                    - stop: { set: { at: '${ $item }' }, then: end }
        - never: { set: { at: 0 } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      at: 1
      """
    And never should not run
    And stop should have run 1 time

  Scenario: Back to a task that has been
    Given the workflow:
      """yaml
      do:
        - count: { set: { n: '${ .n + 1 }' } }
        - enough:
            switch:
              - no: { when: .n < 3, then: count }
              - yes: { then: continue }
        - done: { set: { came: '${ .n }' } }
      """
    And given the workflow input is:
      """yaml
      n: 0
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      came: 3
      """
    And count should have run 3 times

  Scenario: A flow that leads nowhere is refused
    Given the workflow:
      """yaml
      do:
        - part:
            do:
              - inner: { set: { x: 1 }, then: outside }
        - outside: { set: { x: 1 } }
      """
    Then the definition should be refused at /do/0/part/do/0/inner/then
