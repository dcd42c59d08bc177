Feature: Wait

  Scenario Outline: A duration written as <how>
    Given the workflow:
      """yaml
      do:
        - pause: { wait: <duration> }
        - after: { set: { waited: true } }
      """
    When the workflow is executed
    Then pause should wait for a timer
    When 89 seconds pass
    Then the process should be waiting
    When 1 second passes
    Then the workflow should complete with output:
      """yaml
      waited: true
      """

    Examples:
      | how              | duration                       |
      | properties       | { minutes: 1, seconds: 30 }    |
      | ISO 8601         | PT1M30S                        |
      | an expression    | '${ "PT\(45 * 2)S" }'          |
      | milliseconds     | { milliseconds: 90000 }        |

  Scenario: The input passes through
    Given the workflow:
      """yaml
      do:
        - pause: { wait: { seconds: 1 } }
      """
    And given the workflow input is:
      """yaml
      kept: 1
      """
    When the workflow is executed
    And 1 second passes
    Then the workflow should complete with output:
      """yaml
      kept: 1
      """

  Scenario: Time passes while the app is not running
    Given the workflow:
      """yaml
      do:
        - pause: { wait: { days: 30 } }
      """
    When the workflow is executed
    And 29 days pass
    And the app is restarted
    Then the process should be waiting
    When 1 day passes while the app is closed
    Then the workflow should complete
